/** A kept day (1999-05-10) as it is typed and read: 10.05.1999; what is no day stays as it was typed. */
export function showDay(kept: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(kept);
  return match ? `${match[3]}.${match[2]}.${match[1]}` : kept;
}

/** A typed day in the form in which it is kept; what is no whole day yet stays as it was typed, for the desk to judge. */
export function readDay(typed: string): string {
  const match = /^\s*(\d{1,2})[./ -](\d{1,2})[./ -](\d{4})\s*$/.exec(typed);
  if (!match) return typed;
  const [, day = '', month = '', year = ''] = match;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
