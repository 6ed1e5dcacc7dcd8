// What was typed with another keyboard layout than the writer meant, read again by the places of the keys.

const latin = "qwertyuiop[]asdfghjkl;'zxcvbnm,./\\";
const ukrainian = 'йцукенгшщзхїфівапролджєячсмитьбю.ґ';
const russian = 'йцукенгшщзхъфывапролджэячсмитьбю.\\';

function table(from: string, to: string): Map<string, string> {
  return new Map(Array.from(from, (letter, at) => [letter, to[at] ?? letter]));
}

const toLatin = new Map([...table(russian, latin), ...table(ukrainian, latin)]);
const others = [toLatin, table(latin, ukrainian), table(latin, russian)];

function through(map: Map<string, string>, text: string): string {
  return Array.from(text, (letter) => {
    const small = letter.toLocaleLowerCase();
    const other = map.get(small);
    if (other === undefined) return letter;
    return small === letter ? other : other.toLocaleUpperCase();
  }).join('');
}

/** A code as the same keys type it in the Latin layout: «ФИС-1» → "ABC-1". */
export function byPlace(text: string): string {
  return through(toLatin, text);
}

/** A text and what its keys give in the other layouts, each once. */
export function readings(text: string): string[] {
  return [...new Set([text, ...others.map((map) => through(map, text))])];
}
