export { call, listen, setTransport, transport, type Method, type Params, type Result } from './desk';
export { asDeskError, DeskError } from './error';
export {
  deskCache,
  deskKey,
  followDesk,
  useCommand,
  useConnected,
  useDesk,
  useDeskEvents,
  useDeskPages,
} from './hooks';
export { copyText } from './clipboard';
export { saveFile, sendFile } from './files';
export { useJob, type Job } from './job';
export type * from './methods.gen';
export { errorCodes } from './methods.gen';
export type { DeskEvent, Transport } from './transport';
