import { catalogue, type Declared } from './catalogue';
import { belongsToText, keyName, takesText } from './keys';

/** What a part of the screen does for a command while it is shown. */
export type Handler = {
  run: () => void;
  /** Whether it can be done now; always when left out. */
  when?: () => boolean;
};

/**
 * A part of the screen that answers commands. `over` parts (a panel, the palette) are asked before what lies below;
 * an `alone` part keeps everything below it from hearing any key.
 */
export type Layer = { handlers: Record<string, Handler>; over: boolean; alone: boolean };

/** Decides which command a key sets off. One for the whole screen. */
export class Registry {
  readonly #declared: ReadonlyMap<string, Declared>;
  readonly #layers: Layer[] = [];
  readonly #watchers = new Set<() => void>();
  #changedKeys: Readonly<Record<string, string>> = {};

  constructor(declared: readonly Declared[] = catalogue) {
    this.#declared = new Map(declared.map((command) => [command.id, command]));
  }

  /** The key of a command: the one chosen in the settings, else the declared one. */
  readonly keyOf = (id: string): string | undefined => this.#changedKeys[id] ?? this.#declared.get(id)?.key;

  /** Takes the keys that were changed in the settings: id → key, "" for none. */
  readonly changeKeys = (changed: Readonly<Record<string, string>>): void => {
    this.#changedKeys = changed;
    this.#tell();
  };

  /** Adds a part that answers commands until the returned function is called. */
  readonly add = (layer: Layer): (() => void) => {
    for (const id of Object.keys(layer.handlers)) {
      if (!this.#declared.has(id)) throw new Error(`command ${id} is not declared in a commands.ts`);
    }
    this.#layers.push(layer);
    this.#tell();
    return () => {
      this.#layers.splice(this.#layers.indexOf(layer), 1);
      this.#tell();
    };
  };

  /** Commands that could be run now, for the palette. */
  readonly active = (): Declared[] =>
    [...this.#declared.values()].filter(({ id }) => this.#handler(id) !== undefined);

  /** Runs a command if something on the screen answers it now, and says whether it did. */
  readonly run = (id: string): boolean => {
    const handler = this.#handler(id);
    handler?.run();
    return handler !== undefined;
  };

  /** Answers a key press with the command it stands for, if there is one. */
  readonly press = (event: KeyboardEvent): void => {
    const handler = this.#standsFor(event);
    if (!handler) return;
    event.preventDefault();
    handler.run();
  };

  /** Whether a command answers this key where it was pressed. */
  readonly hears = (event: KeyboardEvent): boolean => this.#standsFor(event) !== undefined;

  /** Calls back when keys or active commands may have changed, until the returned function is called. */
  readonly watch = (changed: () => void): (() => void) => {
    this.#watchers.add(changed);
    return () => void this.#watchers.delete(changed);
  };

  #tell() {
    for (const watcher of this.#watchers) watcher();
  }

  /** Groups of parts that hear a key together, the uppermost first. */
  *#levels(): Generator<Layer[]> {
    let ground: Layer[] = [];
    for (const layer of this.#layers.toReversed()) {
      if (layer.over) yield [layer];
      else ground = [...ground, layer];
      if (layer.alone) return;
    }
    yield ground;
  }

  #handler(id: string): Handler | undefined {
    for (const level of this.#levels()) {
      for (const { handlers } of level) {
        const handler = handlers[id];
        if (handler && (handler.when?.() ?? true)) return handler;
      }
    }
    return undefined;
  }

  #standsFor(event: KeyboardEvent): Handler | undefined {
    if (event.defaultPrevented || event.isComposing) return undefined;
    const key = keyName(event);
    if (key === '') return undefined;
    return this.#heard(key, takesText(event.target) && belongsToText(key), event.repeat);
  }

  #heard(key: string, typing: boolean, repeated: boolean): Handler | undefined {
    for (const level of this.#levels()) {
      const heard = level.flatMap(({ handlers }) =>
        Object.entries(handlers).filter(
          ([id, handler]) => this.#answers(id, key, typing) && (handler.when?.() ?? true),
        ),
      );
      if (heard.length > 1) throw new Error(`${key} stands for ${heard.map(([id]) => id).join(' and ')}`);
      const [found] = heard;
      // A held key pays once, however long it is held.
      if (found)
        return repeated && !this.#declared.get(found[0])?.repeats ? { run: () => undefined } : found[1];
    }
    return undefined;
  }

  #answers(id: string, key: string, typing: boolean): boolean {
    const declared = this.#declared.get(id);
    if (!declared || (typing && !declared.inFields)) return false;
    return this.keyOf(id) === key || (declared.also?.includes(key) ?? false);
  }
}

/** The registry of this screen. */
export const registry = new Registry();
