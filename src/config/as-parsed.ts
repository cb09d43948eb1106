import type { z } from 'zod';
import type { Result } from '../vocabulary/result.ts';

/**
 * Makes a transform out of a function that reads a text: a fault becomes an issue of the schema. The text stays in
 * its place then, so that checks across keys still read it, and all faults are reported at once.
 */
export function asParsed<Value>(
  parse: (text: string) => Result<Value>,
): (text: string, context: z.RefinementCtx) => Value {
  return (text, context) => {
    const { value, fault } = parse(text);
    if (fault === null) return value;
    context.addIssue({ code: 'custom', message: fault });
    return text as never;
  };
}
