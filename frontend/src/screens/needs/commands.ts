import type { Declared } from '../../commands';

export const commands = [
  { id: 'needs.next', key: 'KeyJ', quiet: true, repeats: true },
  { id: 'needs.previous', key: 'KeyK', quiet: true, repeats: true },
  { id: 'needs.open', key: 'Enter', quiet: true },
  { id: 'needs.answer1', key: 'Digit1', also: ['Numpad1'], quiet: true },
  { id: 'needs.answer2', key: 'Digit2', also: ['Numpad2'], quiet: true },
  { id: 'needs.answer3', key: 'Digit3', also: ['Numpad3'], quiet: true },
  { id: 'needs.answer4', key: 'Digit4', also: ['Numpad4'], quiet: true },
] as const satisfies readonly Declared[];
