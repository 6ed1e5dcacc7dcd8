import { asDeskError, DeskError } from '../../bridge';

/** Why a till was not let in. That a hub does not answer is told otherwise where nothing of this till waits for it. */
export function notJoined(thrown: unknown): DeskError {
  const error = asDeskError(thrown);
  return error.code === 'sync.why.line' ? new DeskError({ code: 'sync.join.line' }) : error;
}
