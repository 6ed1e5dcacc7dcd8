import { call } from '../bridge';
import { useScan } from '../scan';
import { useSayError } from '../ui';
import { useOpenFound } from './useOpenFound';

/**
 * Takes the codes that the screen takes none of: finds what they belong to and opens it. It stands beside the screen,
 * so that a code which comes while that is still loading waits for it.
 */
export function FrameScans() {
  const open = useOpenFound();
  const refused = useSayError();
  useScan(
    async ({ code }) => {
      try {
        await open(await call('scan.find', { code }), code);
      } catch (thrown) {
        refused(thrown);
      }
    },
    { rank: 'frame' },
  );
  return null;
}
