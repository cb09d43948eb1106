import { looksDrawn } from './id-values.ts';

/** What counts so far is drawn or a time: nobody changes a thing as often. */
const countDigitsMax = 9;

/** `3`, `v3`, `rev-8`. */
const count = /^(?:v|ver|version|r|rev|revision)?[-_.]?(\d+)$/i;
const words = /^[A-Za-z]+(?:[-_.][A-Za-z]+)*$/;
/** `1.2.3`, `v2.0.0-rc.1`: what people give to what they publish. */
const release = /^[vV]?\d+(?:\.\d+)+(?:[-+].*)?$/;
const day = /^\d{4}-\d\d-\d\d/;
/** Of `3-9f1c…`, as CouchDB writes it. */
const leadingCount = /^(\d{1,9})[-.:_](?=.)/;

/**
 * Whether a revision is counted, or written by people: that one deployment is at 4 where the other
 * one is at 3 means that a change was lost.
 */
export function isCountedRevision(text: string): boolean {
  const digits = count.exec(text)?.[1];
  if (digits !== undefined && digits.length <= countDigitsMax) return true;
  return release.test(text) || day.test(text) || (words.test(text) && !looksDrawn(text));
}

/** Whether a revision was drawn at random, made of the content, or is a time in one number. */
export function isMintedRevision(text: string): boolean {
  if (isCountedRevision(text)) return false;
  if (/^\d+$/.test(text)) return text.length > countDigitsMax;
  // Of base64, what no other text has.
  const rest = text.replace(leadingCount, '').replace(/={1,2}$/, '');
  return looksDrawn(rest.replaceAll(/[+/]/g, '_'));
}

/** Two revisions that have a count in front are of one state only where they have the same. */
export function haveSameCount(one: string, other: string): boolean {
  return leadingCount.exec(one)?.[1] === leadingCount.exec(other)?.[1];
}
