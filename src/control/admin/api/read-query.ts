import type { z } from 'zod';
import { failure, type Result, success } from '../../../vocabulary/result.ts';

/**
 * The query of a request, as the schema reads it. Unknown parameters are faults: an ignored filter would
 * mislead.
 *
 * @param url of the request
 */
export function readQuery<Query extends z.ZodObject>(
  url: string,
  schema: Query,
): Result<z.output<Query>> {
  const given = new URL(url).searchParams;
  const known = Object.keys(schema.shape);
  for (const name of given.keys()) {
    if (!known.includes(name)) return failure(knownWords(known));
    if (given.getAll(name).length > 1) return failure('Each parameter may be given once.');
  }
  const { data, error } = schema.safeParse(Object.fromEntries(given));
  if (error === undefined) return success(data);
  return failure(
    error.issues.map(({ path, message }) => `${path.join('.')} ${message}.`).join(' '),
  );
}

function knownWords(names: readonly string[]): string {
  const [last, ...others] = names.toReversed();
  if (last === undefined) return 'There are no parameters here.';
  if (others.length === 0) return `The only parameter is ${last}.`;
  return `The parameters are ${others.toReversed().join(', ')} and ${last}.`;
}
