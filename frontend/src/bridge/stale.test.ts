import { expect, test } from 'vitest';
import { isStale, link } from './stale';

test.each([
  ['orders.list', ['order'], true],
  ['orders.list', ['setting'], false],
  ['needs.list', ['conflict'], true],
  ['needs.list', ['customer_phone'], false],
  ['conflicts.get', ['offer'], true],
  // Whose methods name no kinds is asked again after every change.
  ['desk.state', ['payment'], true],
  ['sync.page', ['order'], true],
  // What the link tells is no record.
  ['sync.page', [link], true],
  ['needs.list', [link], true],
  ['desk.state', [link], true],
  ['orders.list', [link], false],
  ['counter.get', [link], false],
  ['orders.list', ['any'], true],
])('%s after a change of %o: asked again = %s', (method, kinds, stale) => {
  expect(isStale(method, kinds)).toBe(stale);
});
