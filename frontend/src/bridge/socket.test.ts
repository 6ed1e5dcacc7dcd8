import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket as Socket, WebSocketServer, type WebSocket as ServerSocket } from 'ws';
import { DeskError, type DeskEvent } from '.';
import { socketTransport, socketUrl } from './socket';

// A real websocket on loopback; only the wait before coming back is the test's own.
let server: WebSocketServer;
let url: string;

beforeEach(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`;
});

afterEach(() => {
  for (const client of server.clients) client.terminate();
  server.close();
});

function connect(later: (() => void)[] = []) {
  return socketTransport({
    url,
    open: (address) => new Socket(address) as unknown as WebSocket,
    later: (run) => void later.push(run),
  });
}

async function accept(): Promise<ServerSocket> {
  const [socket] = (await once(server, 'connection')) as [ServerSocket];
  return socket;
}

async function request(socket: ServerSocket): Promise<{ id: number; method: string; params: unknown }> {
  const [data] = (await once(socket, 'message')) as [Buffer];
  return JSON.parse(data.toString()) as { id: number; method: string; params: unknown };
}

function changed(way: { watch: (changed: () => void) => () => void }): Promise<void> {
  return new Promise((resolve) => {
    const stop = way.watch(() => {
      stop();
      resolve();
    });
  });
}

describe('the way to a desk over a websocket', () => {
  test('a call made before the line is up is sent when it is, and answered', async () => {
    const way = connect();
    const answer = way.call('goods.search', { text: 'кава' });
    const desk = await accept();
    const { id, ...asked } = await request(desk);
    expect(asked).toEqual({ method: 'goods.search', params: { text: 'кава' } });
    desk.send(JSON.stringify({ id, result: { found: 3 } }));
    expect(await answer).toEqual({ found: 3 });
  });

  test('answers find their calls in any order', async () => {
    const way = connect();
    const answers = [way.call('a', {}), way.call('b', {})];
    const desk = await accept();
    const asked: { id: number; method: string }[] = [];
    await new Promise<void>((resolve) => {
      desk.on('message', (data: Buffer) => {
        asked.push(JSON.parse(data.toString()) as { id: number; method: string });
        if (asked.length === 2) resolve();
      });
    });
    for (const { id, method } of asked.toReversed()) desk.send(JSON.stringify({ id, result: method }));
    expect(await Promise.all(answers)).toEqual(['a', 'b']);
  });

  test('a refusal becomes an error with its code and values', async () => {
    const way = connect();
    const answer = way.call('orders.cancel', {});
    const desk = await accept();
    const { id } = await request(desk);
    desk.send(
      JSON.stringify({
        id,
        error: { code: 'reason', message: 'Say why', field: 'reason', args: { number: 'A-1' } },
      }),
    );
    const error = await answer.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DeskError);
    expect(error).toMatchObject({ code: 'reason', field: 'reason', args: { number: 'A-1' }, retry: false });
  });

  test('events are told to who listens, until they stop', async () => {
    const way = connect();
    const desk = await accept();
    const heard: DeskEvent[] = [];
    const two = new Promise<void>((resolve) => {
      way.listen((event) => {
        heard.push(event);
        if (heard.length === 2) resolve();
      });
    });
    const deaf: DeskEvent[] = [];
    way.listen((event) => void deaf.push(event))();
    desk.send(JSON.stringify({ event: 'changed', data: { kinds: ['order'] } }));
    desk.send(JSON.stringify({ event: 'progress', data: { id: 'x', done: 1, total: 2 } }));
    await two;
    expect(heard.map(({ event }) => event)).toEqual(['changed', 'progress']);
    expect(deaf).toEqual([]);
  });

  test('a call that was on its way when the line broke is refused as lost; one made meanwhile waits for the line', async () => {
    const later: (() => void)[] = [];
    const way = connect(later);
    const lost = way.call('counter.finish', {}).catch((thrown: unknown) => thrown);
    const desk = await accept();
    await request(desk);
    const down = changed(way);
    desk.terminate();
    expect(await lost).toMatchObject({ code: 'lost' });
    await down;
    expect(way.connected()).toBe(false);

    const waiting = way.call('desk.state', {});
    const [again] = later;
    again?.();
    const back = await accept();
    const { id, method } = await request(back);
    expect(method).toBe('desk.state');
    back.send(JSON.stringify({ id, result: 'open' }));
    expect(await waiting).toBe('open');
    expect(way.connected()).toBe(true);
  });
});

test('the key leaves the address and is kept with the screen’s own id for reloads', () => {
  sessionStorage.clear();
  const page = new URL('http://127.0.0.1:8080/?key=secret') as unknown as Location;
  const first = new URL(socketUrl(page, sessionStorage));
  const reloaded = new URL(
    socketUrl(new URL('http://127.0.0.1:8080/') as unknown as Location, sessionStorage),
  );
  expect(first.pathname).toBe('/ws');
  expect(first.searchParams.get('key')).toBe('secret');
  expect(first.searchParams.get('screen')).toMatch(/^[0-9a-f-]{36}$/);
  expect(reloaded.search).toBe(first.search);
});
