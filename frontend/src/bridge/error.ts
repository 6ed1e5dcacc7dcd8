/** What a refused call carries: a code that names a sentence in the catalogues, and the values in it. */
export type Refusal = {
  code: string;
  /** The same in English, for the log. */
  message?: string;
  args?: Record<string, unknown>;
  /** The parameter that was refused, if one was. */
  field?: string;
  /** Whether the same call may succeed later, unchanged. */
  retry?: boolean;
};

/** A call that the desk refused, or that could not reach it (code `lost`). */
export class DeskError extends Error {
  readonly code: string;
  readonly args: Record<string, unknown>;
  readonly field: string | undefined;
  readonly retry: boolean;

  constructor(refusal: Refusal) {
    super(refusal.message ?? refusal.code);
    this.name = 'DeskError';
    this.code = refusal.code;
    this.args = refusal.args ?? {};
    this.field = refusal.field;
    this.retry = refusal.retry ?? false;
  }
}

/** Makes a DeskError of anything thrown; what is not ours becomes the code `unknown`. */
export function asDeskError(thrown: unknown): DeskError {
  if (thrown instanceof DeskError) return thrown;
  return new DeskError({
    code: 'unknown',
    message: thrown instanceof Error ? thrown.message : String(thrown),
  });
}
