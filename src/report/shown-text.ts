import { z } from 'zod';

/**
 * What does not show, what reorders other text, and what XML cannot hold. Versions, fields and reasons come
 * from deployments and operators.
 */
const unshowable = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\uFFFE\uFFFF]/gu;

/** Text of others, with U+FFFD for what must not be in a report. */
export function shownText(text: string): string {
  return text.replaceAll(unshowable, '\ufffd');
}

/** A text of others in an answer. */
export const readText = z.string().transform(shownText);
