export * from './money';
export * from './phone';
export * from './time';
export * from './layout';
