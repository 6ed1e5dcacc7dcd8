import { act, fireEvent, screen } from '@testing-library/react';
import { useRef, useState } from 'react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  ConfirmInline,
  dismiss,
  ErrorLine,
  MoneyInput,
  MoneyText,
  QuantityInput,
  say,
  SidePanel,
  Toasts,
  useFocusHome,
} from '.';
import { DeskError } from '../bridge';
import { registry, useKeyboard } from '../commands';
import { show } from '../testing/show';

function field(): HTMLInputElement {
  return screen.getByRole<HTMLInputElement>('textbox');
}

function type(text: string) {
  fireEvent.focus(field());
  fireEvent.change(field(), { target: { value: text } });
}

describe('a field for money', () => {
  test('shows what it holds and gives on what was typed, once the field is left', () => {
    const onChange = vi.fn();
    show(<MoneyInput label="Ціна" value={123450} onChange={onChange} />);
    expect(field().value).toBe('1\u00a0234,50');
    type('99.9');
    expect(onChange).not.toHaveBeenCalled();
    fireEvent.blur(field());
    expect(onChange.mock.calls).toEqual([[9990]]);
  });

  test('keeps what it cannot read and says so, and gives nothing on', () => {
    const onChange = vi.fn();
    show(<MoneyInput label="Ціна" value={100} onChange={onChange} />);
    type('1,500');
    fireEvent.blur(field());
    expect(field().value).toBe('1,500');
    expect(screen.getByText(/Не схоже на число/)).toBeTruthy();
    expect(onChange).not.toHaveBeenCalled();
  });

  test('Esc takes back what was typed before it closes anything', () => {
    show(<MoneyInput label="Ціна" value={100} onChange={() => undefined} />);
    type('5');
    expect(fireEvent.keyDown(field(), { key: 'Escape', code: 'Escape' })).toBe(false);
    expect(field().value).toBe('1,00');
    expect(fireEvent.keyDown(field(), { key: 'Escape', code: 'Escape' })).toBe(true);
  });
});

test('a field for a quantity counts thousandths, and empty is no quantity', () => {
  const onChange = vi.fn();
  function Field() {
    const [value, setValue] = useState<number | undefined>(1500);
    return (
      <QuantityInput
        label="Кількість"
        value={value}
        onChange={(next) => {
          setValue(next);
          onChange(next);
        }}
      />
    );
  }
  show(<Field />);
  expect(field().value).toBe('1,5');
  type('0,25');
  fireEvent.keyDown(field(), { key: 'Enter', code: 'Enter' });
  type('');
  fireEvent.blur(field());
  expect(onChange.mock.calls).toEqual([[250], [undefined]]);
});

test('money is written with the sign of the shop’s currency', () => {
  const { container } = show(<MoneyText minor={-132050} />);
  expect(container.textContent).toContain('−1\u00a0320,50\u00a0₴');
});

describe('an error on the screen', () => {
  test('is the sentence of its code, with its values', () => {
    show(<ErrorLine error={new DeskError({ code: 'right', args: { right: 'settings' } })} />);
    expect(screen.getByRole('alert').textContent).toContain('«змінювати налаштування»');
  });

  test('is a plain line when nobody knows its code', () => {
    show(<ErrorLine error={new Error('SQLITE_CORRUPT at 0x7f')} />);
    const text = screen.getByRole('alert').textContent;
    expect(text).toContain('Щось пішло не так');
    expect(text).not.toContain('SQLITE');
  });
});

describe('a toast', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('with an undo counts its ten seconds down and goes', () => {
    const undo = vi.fn();
    show(<Toasts />);
    act(() => void say('Продано', { undo }));
    expect(screen.getByRole('button', { name: 'Повернути (10)' })).toBeTruthy();
    act(() => void vi.advanceTimersByTime(3000));
    expect(screen.getByRole('button', { name: 'Повернути (7)' })).toBeTruthy();
    act(() => void vi.advanceTimersByTime(7000));
    expect(screen.queryByText('Продано')).toBeNull();
    expect(undo).not.toHaveBeenCalled();
  });

  test('gives back by a key what the newest one tells of', () => {
    const undone: string[] = [];
    show(<Toasts />);
    act(() => void say('Вилучено чашку', { undo: () => void undone.push('чашка') }));
    act(() => void say('Вилучено каву', { undo: () => void undone.push('кава') }));
    act(() => void say('Збережено'));
    act(() => void registry.run('ui.undo'));
    act(() => void registry.run('ui.undo'));
    expect(undone).toEqual(['кава', 'чашка']);
    expect(screen.queryByText(/Вилучено/)).toBeNull();
    expect(registry.run('ui.undo')).toBe(false);
  });

  test('that tells of a danger stays until it is closed', () => {
    show(<Toasts />);
    let id = 0;
    act(() => {
      id = say('Не надруковано', { tone: 'danger' });
    });
    act(() => void vi.advanceTimersByTime(3_600_000));
    expect(screen.getByText('Не надруковано')).toBeTruthy();
    act(() => dismiss(id));
    expect(screen.queryByText('Не надруковано')).toBeNull();
  });
});

describe('focus', () => {
  function Counter() {
    const home = useRef<HTMLInputElement>(null);
    useKeyboard();
    useFocusHome(home);
    const [open, setOpen] = useState(false);
    return (
      <>
        <input ref={home} aria-label="скан" />
        <button type="button" onClick={() => setOpen(true)}>
          відкрити
        </button>
        {open && (
          <SidePanel title="Покупець" onClose={() => setOpen(false)}>
            <input aria-label="телефон" />
          </SidePanel>
        )}
      </>
    );
  }

  test('is at home first, goes into a panel, and comes back when Esc closes it', () => {
    show(<Counter />);
    const scan = screen.getByLabelText('скан');
    expect(document.activeElement).toBe(scan);
    fireEvent.click(screen.getByRole('button'));
    expect(document.activeElement).toBe(screen.getByLabelText('телефон'));
    fireEvent.keyDown(screen.getByLabelText('телефон'), { key: 'Escape', code: 'Escape' });
    expect(screen.queryByLabelText('телефон')).toBeNull();
    expect(document.activeElement).toBe(scan);
  });
});

test('what loses something asks first, and the harmless answer has the focus', () => {
  const onConfirm = vi.fn();
  show(
    <ConfirmInline question="Усе зникне" confirm="Прибрати" onConfirm={onConfirm}>
      Прибрати вигадане
    </ConfirmInline>,
  );
  fireEvent.click(screen.getByRole('button', { name: 'Прибрати вигадане' }));
  expect(document.activeElement?.textContent).toBe('Залишити як є');
  act(() => void registry.run('ui.close'));
  expect(onConfirm).not.toHaveBeenCalled();
  fireEvent.click(screen.getByRole('button', { name: 'Прибрати вигадане' }));
  fireEvent.click(screen.getByRole('button', { name: 'Прибрати' }));
  expect(onConfirm).toHaveBeenCalledTimes(1);
});
