import classes from './Sync.module.css';

// Scanners need four modules of white around the code.
const margin = 4;

/** A QR code from its rows, "1" = dark. Dark on white in every look: many scanners read no other. */
export function QrCode({ rows, label }: { rows: readonly string[]; label: string }) {
  const size = rows.length + 2 * margin;
  return (
    <svg
      className={classes.qr}
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={darkModules(rows)} fill="#000" />
    </svg>
  );
}

/** The dark modules as one path, a run of them at a time. */
export function darkModules(rows: readonly string[]): string {
  return rows
    .flatMap((row, y) =>
      [...row.matchAll(/1+/g)].map(
        ({ index, 0: run }) => `M${index + margin} ${y + margin}h${run.length}v1h-${run.length}z`,
      ),
    )
    .join('');
}
