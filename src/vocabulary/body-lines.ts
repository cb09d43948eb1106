import { parseAsWritten } from './parse-as-written.ts';
import type { SpecimenBody } from './specimen.ts';

/**
 * The lines of a body as it is shown, which {@link SpecimenAlignment} counts: JSON has one for each scalar and
 * each bracket. A body without text has one empty line, and an empty body has none.
 */
export function bodyLines({ kind, text }: SpecimenBody): readonly string[] {
  switch (kind) {
    case 'empty':
      return [];
    case 'binary':
    case 'unread':
      return [''];
    case 'json':
      return jsonLines(text) ?? [text];
    case 'text':
      return text.split(/\r?\n/);
  }
}

/** Null for invalid JSON: an earlier version wrote 5e-324 as 5.e-324. */
function jsonLines(text: string): readonly string[] | null {
  try {
    return JSON.stringify(parseAsWritten(text), null, 1).split('\n');
  } catch {
    return null;
  }
}
