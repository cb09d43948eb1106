/** A fault that Parallax knows, with a stable machine-readable code. */
export class ParallaxError extends Error {
  override readonly name = 'ParallaxError';
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Whether an error is the fault with this code. */
export function hasCode(error: unknown, code: string): error is ParallaxError {
  return error instanceof ParallaxError && error.code === code;
}
