import { DeskError, type Refusal } from './error';
import type { DeskEvent, Transport } from './transport';

type Frame = { id?: number; result?: unknown; error?: Refusal; event?: string; data?: unknown };
type Waiting = {
  text: string;
  sent: boolean;
  resolve: (result: unknown) => void;
  reject: (error: DeskError) => void;
};

/** How a socket finds its desk; the last two let tests bring their own socket and clock. */
export type SocketOptions = {
  url: string;
  open?: (url: string) => WebSocket;
  later?: (run: () => void, delay_ms: number) => void;
};

const delay_ms_first = 250;
const delay_ms_max = 8000;

/**
 * The transport of a browser: one websocket that comes back by itself. A call made while it is away waits for it;
 * a call that was sent and not answered is refused as `lost`, because only the desk knows whether it was done.
 */
export function socketTransport({
  url,
  open = (address) => new WebSocket(address),
  later = (run, delay_ms) => void setTimeout(run, delay_ms),
}: SocketOptions): Transport {
  const waiting = new Map<number, Waiting>();
  const listeners = new Set<(event: DeskEvent) => void>();
  const watchers = new Set<() => void>();
  let socket: WebSocket | undefined;
  let up = false;
  let lastId = 0;
  let delay_ms = delay_ms_first;

  function turn(now: boolean) {
    if (up === now) return;
    up = now;
    for (const watcher of watchers) watcher();
  }

  function send(call: Waiting) {
    if (!up || !socket) return;
    call.sent = true;
    socket.send(call.text);
  }

  function lose() {
    socket = undefined;
    turn(false);
    for (const [id, call] of waiting) {
      if (!call.sent) continue;
      waiting.delete(id);
      call.reject(new DeskError({ code: 'lost', retry: true }));
    }
    later(connect, delay_ms);
    delay_ms = Math.min(delay_ms * 2, delay_ms_max);
  }

  function receive(frame: Frame) {
    if (frame.event !== undefined) {
      for (const heard of listeners) heard({ event: frame.event, data: frame.data });
      return;
    }
    const call = frame.id === undefined ? undefined : waiting.get(frame.id);
    if (!call || frame.id === undefined) return;
    waiting.delete(frame.id);
    if (frame.error) call.reject(new DeskError(frame.error));
    else call.resolve(frame.result);
  }

  function connect() {
    const next = open(url);
    socket = next;
    next.addEventListener('open', () => {
      delay_ms = delay_ms_first;
      turn(true);
      for (const call of waiting.values()) send(call);
    });
    next.addEventListener('message', (message) => receive(JSON.parse(String(message.data)) as Frame));
    next.addEventListener('close', lose, { once: true });
  }

  connect();
  return {
    kind: 'browser',
    call(method, params) {
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        const call: Waiting = { text: JSON.stringify({ id, method, params }), sent: false, resolve, reject };
        waiting.set(id, call);
        send(call);
      });
    },
    listen(heard) {
      listeners.add(heard);
      return () => void listeners.delete(heard);
    },
    connected: () => up,
    watch(changed) {
      watchers.add(changed);
      return () => void watchers.delete(changed);
    },
  };
}

/** The websocket address of the desk that served this page: its key and this screen's own id are remembered for reloads. */
export function socketUrl(page: Location, kept: Storage): string {
  const given =
    new URLSearchParams(page.search).get('key') ?? new URLSearchParams(page.hash.slice(1)).get('key');
  if (given) {
    kept.setItem('key', given);
    // The key must not stay in the address bar, where it would be copied along with it.
    history.replaceState(null, '', page.pathname);
  }
  let screen = kept.getItem('screen');
  if (!screen) {
    screen = crypto.randomUUID();
    kept.setItem('screen', screen);
  }
  const query = new URLSearchParams({ key: kept.getItem('key') ?? '', screen });
  return `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}/ws?${query.toString()}`;
}
