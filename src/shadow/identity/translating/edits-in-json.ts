import type { LabelledMapping } from '../book/id-mapping.ts';
import { scanJson, stringIn } from '../reading/json-scan.ts';
import {
  contextOf,
  type FieldContext,
  isNumberName,
  nameContext,
  numberNameContext,
} from '../recognizing/field-context.ts';
import { isWhole } from '../recognizing/id-values.ts';
import { type Edit, editsAt } from './edits.ts';
import { editsInSource, jsonEscaping } from './escapes.ts';
import type { Scope } from './scope.ts';

/** Whether a text looks like a JSON object, array or string that is not empty. */
export function looksLikeJson(text: string): boolean {
  return jsonStart.test(text);
}

const jsonStart = /^\s*(?:"|\{\s*["}]|\[\s*["{[\]\d-])/;

/**
 * The edits in the strings, numbers and names of a JSON text, or of several that follow each other.
 *
 * @param whole the context of values that are not within an object
 * @param editsWithin the edits within a string that is not an identity as a whole
 * @returns null if the text is not JSON
 */
export function editsInJson(
  text: string,
  whole: FieldContext,
  { subject, resolve }: Scope,
  editsWithin: (text: string, context: FieldContext) => readonly Edit[],
): readonly Edit[] | null {
  const edits: Edit[] = [];
  const isJson = scanJson(text, ({ start, end, isString, isKey, name, around }) => {
    const value = isString ? stringIn(text, start, end) : text.slice(start, end);
    if (value === null || (!isString && !/^\d+$/.test(value))) return;
    const inside = name === '' && around === null ? whole : contextOf(name, around, subject);
    const context = !isKey
      ? inside
      : isNumberName(value)
        ? numberNameContext(name, around, subject)
        : nameContext(inside);
    const resolved = isWhole(value) ? resolve(value, context) : undefined;
    if (resolved === 'known') return;
    if (resolved !== undefined) {
      edits.push(editOf({ start, end }, resolved, isString, isKey));
    } else if (isString) {
      const source = text.slice(start + 1, end - 1);
      const within = editsInSource(source, value, editsWithin(value, context), jsonEscaping);
      edits.push(...editsAt(within, start + 1));
    }
  });
  return isJson ? edits : null;
}

/** Writes an identity as the candidate does, unless the client writes it differently from primary. */
function editOf(
  { start, end }: { readonly start: number; readonly end: number },
  { candidate, primaryIsNumber, candidateIsNumber }: LabelledMapping,
  isString: boolean,
  isKey: boolean,
): Edit {
  const isAsPrimary = isString !== primaryIsNumber;
  const isNumber = !isKey && candidateIsNumber && (isAsPrimary || !isString);
  if (isNumber) return { start, end, text: candidate };
  const text = JSON.stringify(candidate);
  // Quotes are not edited: in a target they may be percent-encoded.
  return isString
    ? { start: start + 1, end: end - 1, text: text.slice(1, -1) }
    : { start, end, text };
}
