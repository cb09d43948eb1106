import { ParallaxError } from '../../vocabulary/errors.ts';

/** The text about a fault that people see: never any content of an answer. */
export function faultWords(error: unknown): string {
  if (error instanceof ParallaxError) return error.message;
  if (!(error instanceof Error)) return 'the request failed';
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'no answer in 5 s';
  const { code } = error as NodeJS.ErrnoException;
  return code ?? 'the request failed';
}
