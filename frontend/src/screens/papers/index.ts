export { CountField } from './CountField';
export { PapersPanel } from './PapersPanel';
export { readPlaces, writePlaces } from './places';
export { type Asked, type PaperKind } from './usePapers';
