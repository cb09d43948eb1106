import { ParallaxError } from '../vocabulary/errors.ts';

/** Writes the fault on standard error, and sets the exit code. */
export function refuse(why: string, exitCode: number): void {
  process.stderr.write(`parallax: ${why}\n`);
  process.exitCode = exitCode;
}

/** The same for an error of Parallax or of the system; throws any other error. */
export function refuseOrThrow(error: unknown, exitCode: number): void {
  if (!(error instanceof ParallaxError) && !isSystemError(error)) throw error;
  refuse(error.message, exitCode);
}

function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error;
}
