import { DeskError, type Refusal } from './error';
import type { DeskEvent, Transport } from './transport';

/** The part of the window's bindings that the screens use. */
export type WindowBindings = {
  go?: {
    window?: {
      Bridge?: {
        Call(method: string, params: string): Promise<string>;
        Save(title: string, name: string, base64: string): Promise<string>;
      };
    };
  };
  runtime?: {
    EventsOn(name: string, heard: (json: string) => void): () => void;
    ClipboardGetText(): Promise<string>;
    ClipboardSetText(text: string): Promise<boolean>;
  };
};

/** The bindings of the page's window; both parts are missing in a browser. */
export function bindings(): WindowBindings {
  return globalThis as unknown as WindowBindings;
}

/** The result in an envelope of the window; throws the refusal in it. */
export function opened(text: string): unknown {
  const envelope = JSON.parse(text) as { result?: unknown; error?: Refusal };
  if (envelope.error) throw new DeskError(envelope.error);
  return envelope.result;
}

/** The transport inside the desktop window, or undefined in a browser. */
export function windowTransport({ go, runtime }: WindowBindings = bindings()): Transport | undefined {
  const bridge = go?.window?.Bridge;
  if (!bridge || !runtime) return undefined;
  return {
    kind: 'window',
    async call(method, params) {
      return opened(await bridge.Call(method, JSON.stringify(params)));
    },
    listen(heard) {
      return runtime.EventsOn('event', (json) => heard(JSON.parse(json) as DeskEvent));
    },
    connected: () => true,
    watch: () => () => undefined,
  };
}
