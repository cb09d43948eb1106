import { contextOf, segmentContext } from '../recognizing/field-context.ts';
import { isDigits, looksLikeIdentity } from '../recognizing/id-values.ts';
import { areNearlySame } from '../recognizing/nearly-same.ts';
import { subjectOf } from '../recognizing/subject.ts';
import { isUrl, type UrlPart, urlParts } from '../recognizing/url-parts.ts';
import type { Learning } from './learn-value.ts';
import { pairOf, type ValuePair } from './value-pair.ts';

/**
 * Finds the identities that correspond in two URLs.
 *
 * @param isOfNew whether their segments name a thing that was made, whatever they look like
 * @param composites collects the pairs that are learned after all others
 * @returns whether they are URLs
 */
export function learnUrls(
  learning: Learning,
  primary: unknown,
  candidate: unknown,
  {
    isOfNew,
    isListed,
    composites,
  }: { readonly isOfNew: boolean; readonly isListed: boolean; readonly composites: ValuePair[] },
): boolean {
  if (typeof primary !== 'string' || typeof candidate !== 'string') return false;
  if (!isUrl(primary) || !isUrl(candidate)) return false;
  // The URL's own path says which list a cursor in it continues.
  const subject = subjectOf(primary);
  const last = subject.parts.findLast(({ name }) => name === '');
  for (const [ours, theirs] of correspondingParts(subject.parts, urlParts(candidate))) {
    const { name, kind, text } = ours;
    const isIdentity = name !== '' || isOfNew || areMinted(text, theirs.text);
    const context = name === '' ? segmentContext(kind) : contextOf(name, kind, subject);
    const endsLocation = isOfNew && ours === last && isOfPath(learning, ours);
    const place = { name, isListed, holders: null, endsLocation };
    const pair = isIdentity ? pairOf(text, theirs.text, context, place) : null;
    if (pair === null) continue;
    if (name === '') learning.book.noteKind(kind);
    composites.push(pair);
  }
  return true;
}

/** Two numbers may be counters, and other texts that are nearly the same were not minted. */
function areMinted(ours: string, theirs: string): boolean {
  if (![ours, theirs].every((text) => looksLikeIdentity(text))) return false;
  return isDigits(ours) || !areNearlySame(ours, theirs);
}

/**
 * The part has the position of the end of the request's path: `/articles/new` in the answer about
 * `/articles/old`.
 */
function isOfPath({ subject }: Learning, { kind }: UrlPart): boolean {
  return subject.parts.findLast(({ name }) => name === '')?.kind === kind;
}

/** The parts that may differ between two otherwise equal URLs; empty if the URLs are not. */
function correspondingParts(
  ours: readonly UrlPart[],
  theirs: readonly UrlPart[],
): readonly (readonly [UrlPart, UrlPart])[] {
  if (ours.length !== theirs.length) return [];
  const pairs = ours.map((part, at) => [part, theirs[at] as UrlPart] as const);
  const areAlike = pairs.every(
    ([one, other]) => one.name === other.name && (one.name !== '' || one.kind === other.kind),
  );
  return areAlike ? pairs.filter(([one, other]) => one.name !== '' || one.text !== other.text) : [];
}
