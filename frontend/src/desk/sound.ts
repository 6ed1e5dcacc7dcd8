import { useMemo } from 'react';
import { useOwnSetting } from './settings';

let audio: AudioContext | undefined;

type Tone = { hertz: number; length_s: number; after_s?: number };

/** A tone; silent where the machine has no sound. */
function sound({ hertz, length_s, after_s = 0 }: Tone) {
  if (typeof AudioContext === 'undefined') return;
  audio ??= new AudioContext();
  const start = audio.currentTime + after_s;
  const source = audio.createOscillator();
  const volume = audio.createGain();
  source.frequency.value = hertz;
  volume.gain.setValueAtTime(0.15, start);
  // Ends softly: a tone that is cut off clicks.
  volume.gain.exponentialRampToValueAtTime(0.001, start + length_s);
  source.connect(volume).connect(audio.destination);
  source.start(start);
  source.stop(start + length_s);
}

const yes: readonly Tone[] = [{ hertz: 880, length_s: 0.16 }];
const no: readonly Tone[] = [
  { hertz: 220, length_s: 0.16 },
  { hertz: 175, length_s: 0.34, after_s: 0.2 },
];

/** The two sounds of the till, so unlike that nobody has to look: one high and short, the other low and twice. */
export function useSounds(): { yes: () => void; no: () => void } {
  const [sounds] = useOwnSetting('sounds');
  return useMemo(
    () =>
      sounds === 'off'
        ? { yes: () => undefined, no: () => undefined }
        : { yes: () => yes.forEach(sound), no: () => no.forEach(sound) },
    [sounds],
  );
}
