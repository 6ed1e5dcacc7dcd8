import { useEffect } from 'react';
import { call, transport } from '../bridge';

// How seldom keys and clicks say again that a person is at this screen.
const again_ms = 2000;

/**
 * Tells the desk that this screen takes the codes of its serial scanners, and when a person turns to it: of several
 * screens the one that was used last gets them, also while its window is not in front. To be used after what hears
 * the codes is in place.
 */
export function useTakeSerial(): void {
  useEffect(() => {
    const way = transport();
    let told_at = -again_ms;
    function take(in_use: boolean) {
      if (in_use) told_at = performance.now();
      // A call that is lost with its line is made again when the line is back.
      call('scanners.take', { in_use }).catch(() => undefined);
    }
    function turn() {
      if (performance.now() - told_at >= again_ms) take(true);
    }
    const unwatch = way.watch(() => {
      if (way.connected()) take(document.hasFocus());
    });
    take(document.hasFocus());
    const signs = ['focus', 'pointerdown', 'keydown'] as const;
    for (const sign of signs) window.addEventListener(sign, turn, { capture: true });
    return () => {
      unwatch();
      for (const sign of signs) window.removeEventListener(sign, turn, { capture: true });
    };
  }, []);
}
