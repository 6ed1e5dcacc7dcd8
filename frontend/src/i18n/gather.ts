import type { Catalogue } from '.';

/** Turns files (./uk/orders.json) into areas (orders). */
export function gather(files: Record<string, Record<string, string>>): Catalogue {
  return Object.fromEntries(
    Object.entries(files).map(([path, texts]) => [
      path.slice(path.lastIndexOf('/') + 1, -'.json'.length),
      texts,
    ]),
  );
}
