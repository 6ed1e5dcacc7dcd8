import type { Declared } from '../../commands';

/** The editor of stickers. Arrows move the chosen element and with Ctrl resize it; Shift makes larger steps. */
export const commands = [
  { id: 'templates.text', key: 'Alt+KeyT' },
  { id: 'templates.code', key: 'Alt+KeyC' },
  { id: 'templates.box', key: 'Alt+KeyR' },
  { id: 'templates.line', key: 'Alt+KeyI' },
  { id: 'templates.picture', key: 'Alt+KeyG' },
  { id: 'templates.duplicate', key: 'Control+KeyD' },
  { id: 'templates.remove', key: 'Delete' },
  { id: 'templates.undo', key: 'Control+KeyZ', repeats: true },
  { id: 'templates.redo', key: 'Control+KeyY', also: ['Control+Shift+KeyZ'], repeats: true },
  { id: 'templates.inspect', key: 'F6' },
  { id: 'templates.use', key: 'F9' },
  { id: 'templates.save', key: 'Control+KeyS' },
] as const satisfies readonly Declared[];
