import { fireEvent, render } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { setTransport } from '../bridge';
import { useTakeSerial } from './serial';

let taken: unknown[];
let connected: boolean;
let watchers: Set<() => void>;

function Page() {
  useTakeSerial();
  return <input aria-label="field" />;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  taken = [];
  connected = true;
  watchers = new Set();
  setTransport({
    kind: 'browser',
    async call(method, params) {
      taken.push([method, params]);
      await Promise.reject(new Error('an answer that is lost is no trouble'));
    },
    listen: () => () => undefined,
    connected: () => connected,
    watch(changed) {
      watchers.add(changed);
      return () => void watchers.delete(changed);
    },
  });
});
afterEach(() => {
  vi.useRealTimers();
});

const inUse = ['scanners.take', { in_use: true }];
const beside = ['scanners.take', { in_use: false }];

test('a screen listens when it is opened, and is in use when a person turns to it, told now and then', () => {
  vi.spyOn(document, 'hasFocus').mockReturnValue(false);
  const { getByLabelText, unmount } = render(<Page />);
  expect(taken).toEqual([beside]);
  fireEvent.keyDown(getByLabelText('field'), { key: 'a' });
  fireEvent.keyDown(getByLabelText('field'), { key: 'b' });
  expect(taken).toEqual([beside, inUse]);
  vi.advanceTimersByTime(2000);
  fireEvent.pointerDown(getByLabelText('field'));
  expect(taken).toEqual([beside, inUse, inUse]);
  unmount();
  vi.advanceTimersByTime(2000);
  fireEvent.focus(window);
  expect(taken).toHaveLength(3);
});

test('when its line comes back a screen says that it listens again', () => {
  const focus = vi.spyOn(document, 'hasFocus').mockReturnValue(true);
  render(<Page />);
  connected = false;
  watchers.forEach((changed) => changed());
  expect(taken).toEqual([inUse]);
  connected = true;
  focus.mockReturnValue(false);
  watchers.forEach((changed) => changed());
  expect(taken).toEqual([inUse, beside]);
});
