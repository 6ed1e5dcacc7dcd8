import { useMemo } from 'react';
import { useOwnSetting } from './settings';

let audio: AudioContext | undefined;

/** A short tone; silent where the machine has no sound. */
function tone(hertz: number, length_s: number) {
  if (typeof AudioContext === 'undefined') return;
  audio ??= new AudioContext();
  const source = audio.createOscillator();
  const volume = audio.createGain();
  source.frequency.value = hertz;
  volume.gain.setValueAtTime(0.15, audio.currentTime);
  // Ends softly: a tone that is cut off clicks.
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + length_s);
  source.connect(volume).connect(audio.destination);
  source.start();
  source.stop(audio.currentTime + length_s);
}

/** The two sounds of the counter, so unlike that nobody has to look: a high short yes, a low long no. */
export function useSounds(): { yes: () => void; no: () => void } {
  const [sounds] = useOwnSetting('sounds');
  return useMemo(
    () =>
      sounds === 'off'
        ? { yes: () => undefined, no: () => undefined }
        : { yes: () => tone(880, 0.16), no: () => tone(220, 0.35) },
    [sounds],
  );
}
