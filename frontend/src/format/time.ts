// Times come from the desk as milliseconds since 1970 and are shown in the machine's own zone.

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(language: string, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${name}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, options);
    formats.set(key, format);
  }
  return format;
}

/** "21.11.2026, 14:05" */
export function formatTime(at_ms: number, language: string): string {
  return formatOf(language, 'time', { dateStyle: 'short', timeStyle: 'short' }).format(at_ms);
}

/** "14:05" for today, "21.11 14:05" for other days of this year, "21.11.2026" before. */
export function formatMoment(at_ms: number, now_ms: number, language: string): string {
  const at = new Date(at_ms);
  const now = new Date(now_ms);
  if (at.toDateString() === now.toDateString()) {
    return formatOf(language, 'clock', { hour: '2-digit', minute: '2-digit' }).format(at);
  }
  if (at.getFullYear() !== now.getFullYear()) return formatDate(at_ms, language);
  const moment = formatOf(language, 'moment', {
    day: '2-digit',
    month: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  // Without the comma that languages put between: a column has no room for it.
  return moment.format(at).replace(', ', ' ');
}

const steps = [
  { unit: 'second', ms: 1000, below: 60 },
  { unit: 'minute', ms: 60_000, below: 60 },
  { unit: 'hour', ms: 3_600_000, below: 24 },
  { unit: 'day', ms: 86_400_000, below: Infinity },
] as const;

/** "40 s ago", "3 min. ago", "yesterday"; what is a clock's jump ahead of now is "now". */
export function formatAgo(at_ms: number, now_ms: number, language: string): string {
  const gone_ms = Math.max(now_ms - at_ms, 0);
  const step = steps.find(({ ms, below }) => gone_ms < ms * below) ?? steps[3];
  // "In 0 days" would be odd; seconds below ten say no more than "now".
  const count = gone_ms < 10_000 ? 0 : Math.floor(gone_ms / step.ms);
  const tag = language === 'en' ? 'en-GB' : language;
  return new Intl.RelativeTimeFormat(tag, { numeric: 'auto', style: 'short' }).format(-count, step.unit);
}

/** "21.11.2026" */
export function formatDate(at_ms: number, language: string): string {
  return formatOf(language, 'date', { day: '2-digit', month: '2-digit', year: 'numeric' }).format(at_ms);
}

/** Writes bytes in the unit that fits: "3,4 MB" comes out in the language's own words. */
export function formatBytes(bytes: number, language: string): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: units[step] ?? 'byte',
    maximumFractionDigits: 1,
  }).format(bytes / 1000 ** step);
}
