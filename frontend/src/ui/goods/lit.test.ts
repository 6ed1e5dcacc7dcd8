import { expect, it } from 'vitest';
import { byPlace } from '../../format';
import { lit } from './lit';

const shown = (text: string, looked: string) =>
  lit(text, looked)
    .map((part) => (part.lit ? `[${part.text}]` : part.text))
    .join('');

it('lights words in any case and order', () => {
  expect(shown('Чашка синя 350 мл', 'син чаш')).toBe('[Чаш]ка [син]я 350 мл');
});

it('lights what was typed in another keyboard layout', () => {
  expect(shown('Кава зерно', 'rfdf')).toBe('[Кава] зерно');
});

it('leaves the text whole when nothing was looked for', () => {
  expect(shown('Фільтр V60', '')).toBe('Фільтр V60');
});

it('reads a code typed with a Cyrillic layout by the places of its keys', () => {
  expect(byPlace('КФ473124829ГФ')).toBe('RA473124829UA');
});
