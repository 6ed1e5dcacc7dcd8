import { act, createEvent, fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { DeskError } from '../../bridge';
import { At, Hears, playDesk } from '../../testing/desk';
import { show } from '../../testing/show';
import { readInvite } from './invite';
import { JoinForm } from './JoinForm';
import { Joining } from './Joining';

const field = (label: string) => screen.getByLabelText<HTMLInputElement>(label);

function open(answer: unknown) {
  const desk = playDesk({ 'sync.join': answer });
  const onJoined = vi.fn();
  show(
    <At phase="new">
      <Hears />
      <JoinForm action="Приєднатися" onJoined={onJoined} />
    </At>,
  );
  return { ...desk, onJoined };
}

/** What a scanner that pretends to be a keyboard types, under a Ukrainian layout. */
function scan(places: readonly [code: string, key: string, shiftKey?: boolean][]) {
  const begun_ms = performance.now();
  act(() => {
    const keys = [...places, ['Enter', 'Enter'] as const];
    for (const [at, [code, key, shiftKey = false]] of keys.entries()) {
      const target = document.activeElement ?? document.body;
      const event = createEvent.keyDown(target, { code, key, shiftKey });
      // The scanner's own rhythm, however busy this machine is.
      Object.defineProperty(event, 'timeStamp', { value: begun_ms + at });
      fireEvent(target, event);
    }
  });
}

test('an invite typed under a Cyrillic layout is read by the places of the keys', () => {
  expect(readInvite('  ЗКНДФМЩЛ-7Л2Ь ')).toBe('PRYLAVOK-7K2M');
  expect(readInvite('wss://hub.example/sync#7K2M-9QXT')).toBe('wss://hub.example/sync#7K2M-9QXT');
});

test('a scan fills the invite whatever has the focus and whatever the layout, and the name comes next', () => {
  open({});
  field('Назва цієї каси').focus();
  scan([
    ['KeyP', 'з'],
    ['Semicolon', 'Ж', true],
    ['Slash', '.'],
    ['Slash', '.'],
    ['KeyH', 'Р', true],
    ['Digit7', '7'],
    ['Minus', '-'],
    ['Digit2', '2'],
  ]);
  expect(field('Запрошення').value).toBe('p://H7-2');
  expect(field('Назва цієї каси').value).toBe('');
  expect(document.activeElement).toBe(field('Назва цієї каси'));
});

test('what is missing is told beside its field, and nothing is asked', () => {
  const { asked } = open({});
  fireEvent.click(screen.getByRole('button', { name: 'Приєднатися' }));
  expect(screen.getByText('Тут потрібне запрошення.')).toBeTruthy();
  expect(screen.getByText('Назвіть цю касу.')).toBeTruthy();
  expect(asked).toEqual([]);
});

test('a refusal is told in words, and what was typed stays', async () => {
  const { onJoined } = open(new DeskError({ code: 'sync.why.invite' }));
  fireEvent.change(field('Запрошення'), { target: { value: '7K2M-9QXT' } });
  fireEvent.change(field('Назва цієї каси'), { target: { value: ' Каса 2 ' } });
  fireEvent.click(screen.getByRole('button', { name: 'Приєднатися' }));
  expect((await screen.findByRole('alert')).textContent).toContain('Запрошення вже використано');
  expect(field('Запрошення').value).toBe('7K2M-9QXT');
  expect(onJoined).not.toHaveBeenCalled();
});

test('a hub that does not answer lets nobody in, and nothing is said to go out by itself', async () => {
  open(new DeskError({ code: 'sync.why.line' }));
  fireEvent.change(field('Запрошення'), { target: { value: '7K2M-9QXT' } });
  fireEvent.change(field('Назва цієї каси'), { target: { value: 'Каса 2' } });
  fireEvent.click(screen.getByRole('button', { name: 'Приєднатися' }));
  expect((await screen.findByRole('alert')).textContent).toContain('касу ще не приєднано');
});

test('joining asks with the invite and the name', async () => {
  const { asked, onJoined } = open({ phase: 'joining' });
  fireEvent.change(field('Запрошення'), { target: { value: '7K2M-9QXT' } });
  fireEvent.change(field('Назва цієї каси'), { target: { value: ' Каса 2 ' } });
  fireEvent.click(screen.getByRole('button', { name: 'Приєднатися' }));
  await waitFor(() => expect(onJoined).toHaveBeenCalled());
  expect(asked).toEqual([{ method: 'sync.join', params: { invite: '7K2M-9QXT', name: 'Каса 2' } }]);
});

test('a till that the hub has not let in takes another invite, and one that is let in waits', () => {
  const sync = {
    hub: true,
    phase: 'stopped',
    why: 'sync.why.invite',
    pending: 0,
    attention: 0,
    needs_you: 0,
    heard_at: 0,
  } as const;
  playDesk({});
  const { unmount } = show(
    <At phase="joining" sync={{ ...sync, scope: '' }}>
      <Joining />
    </At>,
  );
  expect(screen.getByRole('status').textContent).toContain('Запрошення вже використано');
  expect(field('Запрошення')).toBeTruthy();
  unmount();
  show(
    <At phase="joining" sync={{ ...sync, phase: 'offline', why: 'sync.why.line', scope: 'manager' }}>
      <Joining />
    </At>,
  );
  expect(screen.queryByLabelText('Запрошення')).toBeNull();
});
