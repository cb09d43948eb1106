/** A fault Parallax knows about, with a stable machine-readable code. */
export class ParallaxError extends Error {
  override readonly name = 'ParallaxError';
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
