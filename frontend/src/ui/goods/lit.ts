import { readings } from '../../format';

export type Part = { text: string; lit: boolean };

/** Cuts a text into parts, lit where a word of what was looked for stands, in any case and keyboard layout. */
export function lit(text: string, looked: string): Part[] {
  const folded = text.toLocaleLowerCase();
  const words = readings(looked.toLocaleLowerCase())
    .flatMap((reading) => reading.split(/\s+/))
    .filter((word) => word.length > 0);
  // A letter whose small form is longer would shift everything after it: then nothing is lit.
  if (folded.length !== text.length || words.length === 0) return [{ text, lit: false }];
  const on = Array.from({ length: text.length }, () => false);
  for (const word of words) {
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) {
      on.fill(true, at, at + word.length);
    }
  }
  const parts: Part[] = [];
  let from = 0;
  for (let at = 1; at <= text.length; at += 1) {
    if (at < text.length && on[at] === on[from]) continue;
    parts.push({ text: text.slice(from, at), lit: on[from] ?? false });
    from = at;
  }
  return parts;
}
