const hour_ms = 3_600_000;

/** How long ago, in the largest unit that says it: "12 хв", "5 год", "3 дн". */
export function formatAge(at_ms: number, now_ms: number, language: string): string {
  const past_ms = Math.max(0, now_ms - at_ms);
  const [unit, unit_ms] =
    past_ms < hour_ms
      ? (['minute', 60_000] as const)
      : past_ms < 24 * hour_ms
        ? (['hour', hour_ms] as const)
        : (['day', 24 * hour_ms] as const);
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(
    Math.floor(past_ms / unit_ms),
  );
}
