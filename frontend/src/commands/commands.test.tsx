import { render } from '@testing-library/react';
import { describe, expect, test, vi } from 'vitest';
import { catalogue, clashes, editByPlace, keyCaps, Registry, useCommands, useKeyboard } from '.';

function press(code: string, init: KeyboardEventInit = {}, target: EventTarget = document.body) {
  const event = new KeyboardEvent('keydown', { code, bubbles: true, cancelable: true, ...init });
  target.dispatchEvent(event);
  return event;
}

const declared = [
  { id: 'till.pay', key: 'F9' },
  { id: 'till.remove', key: 'Delete' },
  { id: 'till.more', key: 'NumpadAdd', also: ['Equal'], inFields: true, repeats: true },
  { id: 'till.undo', key: 'Control+KeyZ' },
  { id: 'ui.close', key: 'Escape', inFields: true },
];

function setUp(): { registry: Registry; heard: string[]; hear: (id: string) => () => void } {
  const registry = new Registry(declared);
  const heard: string[] = [];
  return { registry, heard, hear: (id) => () => void heard.push(id) };
}

function pressOn(
  registry: Registry,
  code: string,
  init: KeyboardEventInit = {},
  target: HTMLElement = document.body,
) {
  const event = new KeyboardEvent('keydown', { code, cancelable: true, ...init });
  Object.defineProperty(event, 'target', { value: target });
  registry.press(event);
  return event;
}

describe('the catalogue of commands', () => {
  test('has no two commands of one screen on one key', () => {
    expect(clashes(catalogue, ({ key }) => key)).toEqual([]);
  });

  test('names each command once', () => {
    const ids = catalogue.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
  });

  test('a clash is found within an area and with the frame, not between screens', () => {
    const commands = [
      { id: 'frame.help', key: 'F1' },
      { id: 'a.one', key: 'F5' },
      { id: 'a.two', key: 'F6', also: ['F5'] },
      { id: 'b.one', key: 'F5' },
      { id: 'b.two', key: 'F1' },
    ];
    expect(clashes(commands, ({ key }) => key)).toEqual([
      ['frame.help', 'b.two'],
      ['a.one', 'a.two'],
    ]);
  });
});

describe('a key', () => {
  test('is matched by its place, whatever the layout', () => {
    const { registry, heard, hear } = setUp();
    registry.add({ handlers: { 'till.undo': { run: hear('undo') } }, over: false, alone: false });
    const event = pressOn(registry, 'KeyZ', { key: 'я', ctrlKey: true });
    expect(heard).toEqual(['undo']);
    expect(event.defaultPrevented).toBe(true);
  });

  test('that edits text belongs to the field that has the focus', () => {
    const { registry, heard, hear } = setUp();
    const handlers = {
      'till.remove': { run: hear('remove') },
      'till.undo': { run: hear('undo') },
      'till.pay': { run: hear('pay') },
    };
    registry.add({ handlers, over: false, alone: false });
    const field = document.createElement('input');
    pressOn(registry, 'Delete', {}, field);
    pressOn(registry, 'KeyZ', { ctrlKey: true }, field);
    expect(heard).toEqual([]);
    pressOn(registry, 'F9', {}, field);
    pressOn(registry, 'Delete');
    expect(heard).toEqual(['pay', 'remove']);
  });

  test('that is held acts once, unless the command repeats', () => {
    const { registry, heard, hear } = setUp();
    registry.add({
      handlers: { 'till.pay': { run: hear('pay') }, 'till.more': { run: hear('more') } },
      over: false,
      alone: false,
    });
    for (const repeat of [false, true, true]) pressOn(registry, 'F9', { repeat });
    for (const repeat of [false, true]) pressOn(registry, 'Equal', { repeat });
    expect(heard).toEqual(['pay', 'more', 'more']);
  });

  test('goes to the uppermost panel, and past it when it does not answer', () => {
    const { registry, heard, hear } = setUp();
    registry.add({
      handlers: { 'ui.close': { run: hear('screen') }, 'till.pay': { run: hear('pay') } },
      over: false,
      alone: false,
    });
    const close = registry.add({
      handlers: { 'ui.close': { run: hear('panel') } },
      over: true,
      alone: false,
    });
    pressOn(registry, 'Escape');
    pressOn(registry, 'F9');
    close();
    pressOn(registry, 'Escape');
    expect(heard).toEqual(['panel', 'pay', 'screen']);
  });

  test('does not pass a part that is alone', () => {
    const { registry, heard, hear } = setUp();
    registry.add({ handlers: { 'till.pay': { run: hear('pay') } }, over: false, alone: false });
    registry.add({ handlers: { 'ui.close': { run: hear('close') } }, over: true, alone: true });
    pressOn(registry, 'F9');
    expect(heard).toEqual([]);
    expect(registry.active().map(({ id }) => id)).toEqual(['ui.close']);
  });

  test('does nothing while its command may not be done', () => {
    const { registry, heard, hear } = setUp();
    registry.add({
      handlers: { 'till.pay': { run: hear('pay'), when: () => false } },
      over: false,
      alone: false,
    });
    expect(pressOn(registry, 'F9').defaultPrevented).toBe(false);
    expect(heard).toEqual([]);
  });

  test('that was changed in the settings replaces the declared one', () => {
    const { registry, heard, hear } = setUp();
    registry.add({
      handlers: { 'till.pay': { run: hear('pay') }, 'till.remove': { run: hear('remove') } },
      over: false,
      alone: false,
    });
    registry.changeKeys({ 'till.pay': 'F5', 'till.remove': '' });
    for (const code of ['F9', 'F5', 'Delete']) pressOn(registry, code);
    expect(heard).toEqual(['pay']);
  });

  test('that two shown commands claim is an error that names both', () => {
    const registry = new Registry([...declared, { id: 'other.pay', key: 'F9' }]);
    const run = () => undefined;
    registry.add({ handlers: { 'till.pay': { run }, 'other.pay': { run } }, over: false, alone: false });
    expect(() => pressOn(registry, 'F9')).toThrow('F9 stands for till.pay and other.pay');
  });
});

test('a part of the screen answers commands while it is shown, always with what it does last', () => {
  const heard: number[] = [];
  function Part({ count }: { count: number }) {
    useKeyboard();
    useCommands({ 'frame.lock': () => void heard.push(count) });
    return null;
  }
  const { rerender, unmount } = render(<Part count={1} />);
  press('F12');
  rerender(<Part count={2} />);
  press('F12');
  unmount();
  press('F12');
  expect(heard).toEqual([1, 2]);
});

test('keys are shown as they are printed on the keyboard', () => {
  expect(['Control+KeyK', 'Insert', 'NumpadAdd', 'Alt+Digit2', 'F9'].map(keyCaps)).toEqual([
    'Ctrl+K',
    'Ins',
    '+',
    'Alt+2',
    'F9',
  ]);
});

describe('editing by the place of the keys', () => {
  test('selects all under a Cyrillic layout', () => {
    const field = document.createElement('input');
    field.value = 'кава';
    document.body.append(field);
    field.addEventListener('keydown', editByPlace, { once: true });
    const event = press('KeyA', { key: 'ф', ctrlKey: true }, field);
    expect([field.selectionStart, field.selectionEnd, event.defaultPrevented]).toEqual([0, 4, true]);
  });

  test.each([
    ['KeyZ', { key: 'z' }, 'undo'],
    ['KeyZ', { key: 'я' }, 'undo'],
    ['KeyY', { key: 'z' }, 'undo'], // a German keyboard
    ['KeyZ', { key: 'Z', shiftKey: true }, 'redo'],
    ['KeyY', { key: 'н' }, 'redo'],
  ])('undoes and redoes under every layout: %s %o', (code, init, done) => {
    const asked = vi.fn();
    document.execCommand = asked;
    const field = document.createElement('input');
    document.body.append(field);
    field.addEventListener('keydown', editByPlace, { once: true });
    press(code, { ctrlKey: true, ...init }, field);
    expect(asked).toHaveBeenCalledExactlyOnceWith(done);
  });

  test('leaves a Latin layout to the browser', () => {
    const done = vi.fn();
    document.execCommand = done;
    const field = document.createElement('input');
    document.body.append(field);
    field.addEventListener('keydown', editByPlace, { once: true });
    expect(press('KeyC', { key: 'c', ctrlKey: true }, field).defaultPrevented).toBe(false);
    expect(done).not.toHaveBeenCalled();
  });
});
