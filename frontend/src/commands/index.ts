export { areaOf, catalogue, clashes, labelOf, type Declared } from './catalogue';
export { editByPlace } from './editing';
export { useCommands, useKeyboard, useKeyOf } from './hooks';
export { KeyHint } from './KeyHint';
export { keyCaps, keyName, takesText } from './keys';
export { Registry, registry, type Handler } from './registry';
