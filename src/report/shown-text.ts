import { z } from 'zod';

/**
 * Invisible characters, characters that reorder other text, and characters that XML cannot contain. Versions,
 * fields and reasons come from deployments and operators.
 */
const unshowable = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\uFFFE\uFFFF]/gu;

/** Foreign text, with U+FFFD in place of characters that must not be in a report. */
export function shownText(text: string): string {
  return text.replaceAll(unshowable, '\ufffd');
}

/** A foreign text in an answer. */
export const readText = z.string().transform(shownText);
