/** The meaning of a state; each has its colour and its shape, so that colour alone never tells. */
export type Tone = 'plain' | 'accent' | 'waits' | 'danger' | 'done';

const shapes: Record<Tone, string> = {
  plain: 'M2 6h8',
  accent: 'M6 2.5a3.5 3.5 0 1 1 0 7a3.5 3.5 0 0 1 0-7z',
  waits: 'M6 1.5v5M6 9v1',
  danger: 'M6 1L11 10.5H1zM6 4.5v3M6 8.6v.6',
  done: 'M1.5 6.5l3 3l6-7',
};

/** The shape of a tone, in the colour of the text around it. */
export function ShapeIcon({ shape }: { shape: Tone }) {
  return (
    <svg
      width="12"
      height="12"
      viewBox="0 0 12 12"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      style={{ flex: 'none' }}
    >
      <path d={shapes[shape]} />
    </svg>
  );
}
