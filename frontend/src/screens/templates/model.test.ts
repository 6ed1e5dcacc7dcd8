import { describe, expect, test } from 'vitest';
import type { Template } from '../../bridge';
import { byCover, carry, change, duplicate, grow, made, nudge, remove, snap, stretch } from './model';
import { fromWords, inWords } from './words';

const sheet: Template = {
  version: 1,
  document: 'label',
  width: 100,
  height: 60,
  elements: [
    { kind: 'text', x: 4, y: 4, w: 40, h: 5, value: 'a', size: 4, bold: true },
    { kind: 'line', x: 4, y: 12.3, w: 92, h: 0.25 },
  ],
};
const room = { x: 10, y: 10, w: 20, h: 8 };

describe('an element is moved', () => {
  test('to the nearest place of the grid, and never off the sheet', () => {
    expect(carry({ ...room, y: 9.8 }, sheet, { x: 2.3, y: 0.1 }, 0.5)).toEqual({ ...room, x: 12.5, y: 9.8 });
    expect(carry(room, sheet, { x: 3.3, y: -0.2 }, 5)).toEqual({ ...room, x: 15, y: 10 });
    expect(carry(room, sheet, { x: -50, y: 400 }, 0.5)).toEqual({ ...room, x: 0, y: 52 });
  });

  test('by keys from where it stands, on the grid or beside it', () => {
    expect(nudge({ ...room, x: 10.2 }, sheet, { x: 0.5, y: 0 })).toEqual({ ...room, x: 10.7 });
    expect(nudge(room, sheet, { x: 500, y: -500 })).toEqual({ ...room, x: 80, y: 0 });
  });
});

describe('an element is resized', () => {
  test('by any edge, and keeps the others', () => {
    expect(stretch(room, sheet, { x: 1, y: 0 }, { x: 3.2, y: 9 }, 0.5)).toEqual({ ...room, w: 23 });
    expect(stretch(room, sheet, { x: -1, y: -1 }, { x: 2, y: -4 }, 0.5)).toEqual({
      x: 12,
      y: 6,
      w: 18,
      h: 12,
    });
  });

  test('never to nothing, and never over the edge of the sheet', () => {
    expect(stretch(room, sheet, { x: -1, y: 0 }, { x: 50, y: 0 }, 0.5)).toEqual({ ...room, x: 29.5, w: 0.5 });
    expect(stretch(room, sheet, { x: 1, y: 1 }, { x: 500, y: 500 }, 0.5)).toEqual({ ...room, w: 90, h: 50 });
    expect(grow(room, sheet, { x: -100, y: 5 })).toEqual({ ...room, w: 0.5, h: 13 });
  });
});

test('what is switched off leaves the template', () => {
  expect(change(sheet, 0, { bold: false, align: '', size: 5 }).elements[0]).toEqual({
    kind: 'text',
    x: 4,
    y: 4,
    w: 40,
    h: 5,
    value: 'a',
    size: 5,
  });
  expect(sheet.elements[0]?.bold).toBe(true);
});

test('a copy of an element stands on top, a little aside, and both can go again', () => {
  const [copied, at] = duplicate(sheet, 0) ?? [sheet, -1];
  expect(at).toBe(2);
  expect(copied.elements[2]).toEqual({ ...sheet.elements[0], x: 6, y: 6 });
  expect(remove(copied, 2)).toEqual(sheet);
  const full = { ...sheet, elements: Array.from({ length: 100 }, () => sheet.elements[0]!) };
  expect(duplicate(full, 0)).toBeUndefined();
});

test('a new element stands within the sheet, however small that is', () => {
  for (const kind of ['text', 'code', 'box', 'line', 'picture'] as const) {
    const { x, y, w, h } = made(kind, { ...sheet, width: 15, height: 10 });
    expect([x >= 0, y >= 0, x + w <= 15, y + h <= 10]).toEqual([true, true, true, true]);
  }
});

test('the smallest element lies on top of those that cover more', () => {
  expect(byCover([room, { ...room, w: 1 }, { ...room, w: 90 }])).toEqual([2, 0, 1]);
});

test('the grid has no dust', () => {
  expect(snap(0.1 + 0.2, 0.5)).toBe(0.5);
  expect(snap(33.3, 0.1)).toBe(33.3);
});

test('fields are shown in words and kept by their names', () => {
  const words = new Map([
    ['order.number', 'Номер замовлення'],
    ['copy', 'КОПІЯ'],
  ]);
  const value = '№ {order.number} {copy} {newer.field} {{';
  expect(inWords(value, words)).toBe('№ {Номер замовлення} {КОПІЯ} {newer.field} {{');
  expect(fromWords(inWords(value, words), words)).toBe(value);
  expect(fromWords('{Номер', words)).toBe('{Номер');
});
