/** A place, or goods that have a place of their own. */
export type Place = { code: string; name: string };

/** Reads places, one a line: CODE = NAME, or the code alone. */
export function readPlaces(text: string): Place[] {
  return text
    .split('\n')
    .map((line) => {
      const [code = '', ...name] = line.split('=');
      return { code: code.trim(), name: name.join('=').trim() };
    })
    .filter(({ code, name }) => code !== '' || name !== '');
}

/** Writes places as they are read. */
export function writePlaces(places: readonly Place[]): string {
  return places.map(({ code, name }) => (name === '' ? code : `${code} = ${name}`)).join('\n');
}
