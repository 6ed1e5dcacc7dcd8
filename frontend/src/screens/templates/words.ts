// Fields stand in a template by their names, {order.number}, and before a person in words: {Номер замовлення}.

/** Writes a value with the fields' words. Fields that have none keep their names. */
export function inWords(value: string, words: ReadonlyMap<string, string>): string {
  return value.replaceAll(/\{([a-z_.]+)\}/g, (all, name: string) => {
    const word = words.get(name);
    return word === undefined ? all : `{${word}}`;
  });
}

/** Reads a value in which fields stand by their words or by their names. */
export function fromWords(text: string, words: ReadonlyMap<string, string>): string {
  let value = text;
  for (const [name, word] of words) value = value.replaceAll(`{${word}}`, `{${name}}`);
  return value;
}
