import { type FieldValue, inputValues } from '../reading/answer-fields.ts';
import type { ParsedAnswer } from '../reading/parsed-answer.ts';
import { contextOf, type FieldContext, segmentContext } from '../recognizing/field-context.ts';
import type { Subject } from '../recognizing/subject.ts';
import { isLeftToParts } from './composite-values.ts';
import { visitCorrespondingValues } from './corresponding-values.ts';
import { learnPart } from './learn-part.ts';
import { learnUrls } from './learn-urls.ts';
import { kindOf, type Learning, learnValue, note } from './learn-value.ts';
import type { KnownThings } from './matching-elements.ts';
import { correspondingWords } from './page-words.ts';
import { outside, pairOf, type ValuePair } from './value-pair.ts';

/** Learns which values correspond to each other in two answers to the same request. */
export function learnFromPair(
  learning: Learning,
  primary: ParsedAnswer,
  candidate: ParsedAnswer,
): void {
  /** Shown parts of secrets, and the secrets that they may be parts of. */
  const parts: ValuePair[] = [];
  const wholes: ValuePair[] = [];
  /** Values that may be composed of identities that this answer is the first to show. */
  const composites: ValuePair[] = [];
  const learnAt = (
    ours: unknown,
    theirs: unknown,
    context: FieldContext,
    place = outside,
  ): void => {
    const pair = pairOf(ours, theirs, context, place);
    if (pair === null) return;
    if (context.sense.isPart === true) parts.push(pair);
    else if (context.sense.role !== 'id' && ours !== theirs) composites.push(pair);
    else if (learnValue(learning, pair) && pair.ours.length >= secretCharsMin) wholes.push(pair);
  };
  learnFields(learning, primary, candidate, composites, learnAt);
  const documents = Math.min(primary.documents.length, candidate.documents.length);
  for (let at = 0; at < documents; at += 1) {
    visitCorrespondingValues(
      primary.documents[at],
      candidate.documents[at],
      { subject: learning.subject, things: knownThings(learning) },
      (ours, theirs, context, { name, isListed, holders }) => {
        if (saysNothing(context) || (ours === theirs && context.sense.role === 'other')) return;
        if (learnUrls(learning, ours, theirs, { isOfNew: false, isListed, composites })) return;
        learnAt(ours, theirs, context, { name, isListed, holders, endsLocation: false });
      },
    );
  }
  const anywhere = contextOf('', null, learning.subject);
  for (const [ours, theirs] of correspondingWords(primary.text, candidate.text)) {
    learnAt(ours, theirs, anywhere);
  }
  for (const pair of composites) {
    if (isLeftToParts(learning.book, pair.ours, pair.theirs)) continue;
    if (learnValue(learning, pair) && pair.ours.length >= secretCharsMin) wholes.push(pair);
  }
  for (const part of parts) learnPart(learning, part, wholes);
  for (const [ours, theirs] of learning.ruled.learned) {
    const context = segmentContext(learning.subject.kind);
    const pair = pairOf(ours, theirs, context, outside);
    if (pair !== null) note(learning, pair, kindOf(learning, pair.ours, context));
  }
}

const secretCharsMin = 12;

function knownThings({ book, isAwaited, isCreation, freshKeys }: Learning): KnownThings {
  return {
    candidatesOf: ({ text, kind }) =>
      book.allOfPrimary(text, kind).map(({ candidate }) => candidate),
    isKnownThere: ({ text, kind }) => book.allOfCandidate(text, kind).length > 0,
    isAwaited,
    isMadeHere: ({ key }) => isCreation && freshKeys.has(key),
  };
}

function saysNothing({ sense: { role } }: FieldContext): boolean {
  return role === 'time' || role === 'never';
}

function learnFields(
  learning: Learning,
  primary: ParsedAnswer,
  candidate: ParsedAnswer,
  composites: ValuePair[],
  learnAt: (ours: string, theirs: string, context: FieldContext) => void,
): void {
  const { subject } = learning;
  const ours = namedValues(primary, subject);
  if (ours.length === 0) return;
  const theirs = new Map(namedValues(candidate, subject).map(({ name, text }) => [name, text]));
  for (const { name, text, context } of ours) {
    const other = theirs.get(name);
    if (
      other === undefined ||
      learnUrls(learning, text, other, {
        isOfNew: name === 'location',
        isListed: false,
        composites,
      })
    )
      continue;
    learnAt(text, other, context);
  }
}

function namedValues({ values, text }: ParsedAnswer, subject: Subject): readonly FieldValue[] {
  return text === '' ? values : [...values, ...inputValues(text, subject)];
}
