import type { z } from 'zod';

/**
 * Lets a function that says what is wrong with a text be a rule of the schema. What it says may
 * quote the text, unlike the message of any other rule.
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
