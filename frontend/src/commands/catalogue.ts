/**
 * One action that a person can take. `key` is what is pressed, by the place of the key and not its letter:
 * "F9", "Insert", "Control+KeyK", "Alt+Shift+Digit2". Modifiers stand in the order Control, Alt, Shift.
 */
export type Declared = {
  /** area.action: "counter.pay". Its label is the key `command.action` of the area's catalogue. */
  id: string;
  key?: string;
  /** Further keys that do the same and are not shown on buttons. */
  also?: readonly string[];
  /** Works while text is being typed too. Keys with Control or Alt and function keys always do. */
  inFields?: boolean;
  /** Stays active while the key is held. */
  repeats?: boolean;
  /** Not in the palette: it needs what is on the screen (one step out, next row). */
  quiet?: boolean;
};

const screens = import.meta.glob<readonly Declared[]>(
  ['../screens/*/commands.ts', '../frame/commands.ts', '../ui/commands.ts'],
  {
    eager: true,
    import: 'commands',
  },
);

/** Every command of every area, the frame's first: the help page, the palette and the key settings are made from it. */
export const catalogue: readonly Declared[] = Object.entries(screens)
  .toSorted(([a], [b]) => Number(b.includes('/frame/')) - Number(a.includes('/frame/')))
  .flatMap(([, declared]) => declared);

/** The area of a command: the part of its id before the dot. */
export function areaOf(id: string): string {
  return id.slice(0, id.indexOf('.'));
}

/** The catalogue key of a command's label: "counter.pay" → "counter:command.pay". */
export function labelOf(id: string): string {
  return `${areaOf(id)}:command.${id.slice(id.indexOf('.') + 1)}`;
}

/** Commands that one key would set off at once: both of one area, or one of them the frame's. */
export function clashes(
  commands: readonly Declared[],
  keyOf: (command: Declared) => string | undefined,
): [string, string][] {
  const found: [string, string][] = [];
  const keysOf = (command: Declared) =>
    [keyOf(command), ...(command.also ?? [])].filter((key) => key !== undefined);
  for (const [at, one] of commands.entries()) {
    for (const other of commands.slice(at + 1)) {
      const areas = [areaOf(one.id), areaOf(other.id)];
      const together = areas[0] === areas[1] || areas.includes('frame');
      const keys = keysOf(other);
      if (together && keysOf(one).some((key) => keys.includes(key))) found.push([one.id, other.id]);
    }
  }
  return found;
}
