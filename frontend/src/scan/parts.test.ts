import { expect, it } from 'vitest';
import { Parts, type Part } from './parts';

const code = (text: string) => ({ code: text, source: 'keys' as const });
const after = () => new Promise((done) => setTimeout(done));

function setUp() {
  const parts = new Parts();
  const taken: string[] = [];
  const add = (name: string, rank: Part['rank'] = 'screen', ready = true) =>
    parts.add({ rank, ready, take: (scan) => void taken.push(`${name} ${scan.code}`) });
  return { parts, taken, add };
}

it('gives a code to the uppermost part: panels before screens, the frame last', async () => {
  const { parts, taken, add } = setUp();
  const panel = add('panel', 'over');
  const screen = add('screen');
  add('frame', 'frame');
  parts.deliver(code('1'));
  await after();
  panel();
  parts.deliver(code('2'));
  await after();
  screen();
  parts.deliver(code('3'));
  await after();
  expect(taken).toEqual(['panel 1', 'screen 2', 'frame 3']);
});

it('keeps codes until a part is there and ready, and gives them in their order', async () => {
  const { parts, taken, add } = setUp();
  parts.deliver(code('1'));
  const loading = add('counter', 'screen', false);
  add('frame', 'frame');
  parts.deliver(code('2'));
  await after();
  expect(taken).toEqual([]);
  loading();
  add('counter');
  await after();
  expect(taken).toEqual(['counter 1', 'counter 2']);
});

it('keeps the last of very many', async () => {
  const { parts, taken, add } = setUp();
  for (let at = 1; at <= 25; at += 1) parts.deliver(code(String(at)));
  add('counter');
  await after();
  expect(taken).toHaveLength(20);
  expect(taken.at(-1)).toBe('counter 25');
});

it('takes the next code when the last is dealt with, and goes on when that failed', async () => {
  const parts = new Parts();
  const taken: string[] = [];
  const reported: unknown[] = [];
  globalThis.reportError = (thrown) => void reported.push(thrown);
  const ends: (() => void)[] = [];
  parts.add({
    rank: 'screen',
    ready: true,
    take: async (scan) => {
      taken.push(scan.code);
      await new Promise<void>((done) => ends.push(done));
      if (scan.code === '1') throw new Error('refused');
    },
  });
  parts.deliver(code('1'));
  parts.deliver(code('2'));
  await after();
  expect(taken).toEqual(['1']);
  ends[0]?.();
  await after();
  expect(taken).toEqual(['1', '2']);
  expect(reported).toHaveLength(1);
});

it('passes on what a part would not take, before the next code', async () => {
  const { parts, taken, add } = setUp();
  add('screen');
  const gone = parts.add({
    rank: 'over',
    ready: true,
    take: (scan) => {
      gone();
      parts.passOn(scan);
    },
  });
  parts.deliver(code('1'));
  parts.deliver(code('2'));
  await after();
  expect(taken).toEqual(['screen 1', 'screen 2']);
});
