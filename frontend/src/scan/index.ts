export { deliver, passOn, useHearScans, useRawKeys, useScan, useSettled, useTypingHome } from './hooks';
export { scannerHeard } from './heard';
export type { RawKey } from './rawKey';
export { scansOf, study, type Finding, type Study } from './study';
export { testCode, testRows } from './testCode';
export type { Scan } from './parts';
export { couldBeCode, plainCode } from './text';
export { defaultScanner, readScanner, type ScannerSettings } from './settings';
export { useTakeSerial } from './serial';
