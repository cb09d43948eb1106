import type { z } from 'zod';

/**
 * Makes a rule of the schema from a function that returns the fault of a text. Its message may quote the text,
 * unlike that of other rules.
 */
export function asFault(
  faultOf: (text: string) => string | null,
): (text: string, context: z.RefinementCtx) => void {
  return (text, context) => {
    const message = faultOf(text);
    if (message === null) return;
    context.addIssue({ code: 'custom', message, params: { quotesText: true } });
  };
}
