import { ParallaxError } from '../../vocabulary/errors.ts';

/** What people are shown of a fault: never what an answer contained. */
export function faultWords(error: unknown): string {
  if (error instanceof ParallaxError) return error.message;
  if (!(error instanceof Error)) return 'the request failed';
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'no answer in 5 s';
  const { code } = error as NodeJS.ErrnoException;
  return code ?? 'the request failed';
}
