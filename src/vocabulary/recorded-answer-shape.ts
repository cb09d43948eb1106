import { slackIn } from './exchange-shape.ts';
import { type Leg, legFailures } from './pair.ts';
import { type Fields, type NumberField, partOf, placesOf, recordShape } from './record-shape.ts';
import type { RecordedAnswer } from './recorded-answer.ts';
import { noBytes } from './no-bytes.ts';

/** A word of another version is `unreadable`: such a leg is taken for none. */
const kinds = ['answered', 'failed', 'unreadable'] as const;

/** The numbers of a leg. Its kind is −1 where there is no leg. */
const legNumbers = {
  Kind: { words: { words: kinds, unknown: 'unreadable' } },
  Failure: { words: { words: legFailures, unknown: 'invalid' } },
  FirstByteMs: { missing: 0 },
  TotalMs: { missing: 0 },
  FirstPayloadMs: { missing: Number.NaN },
  LargestGapMs: { missing: Number.NaN },
  AskedAtMs: {},
  AnsweredAtMs: {},
  SlackTotalMs: { missing: 0 },
  SlackFirstMs: { missing: 0 },
  SlackGapMs: { missing: 0 },
} satisfies Readonly<Record<string, NumberField>>;

const inLeg = placesOf(legNumbers);
const legNumberCount = Object.keys(legNumbers).length;
const sides = ['candidate', 'secondary'] as const;

/** The fields as hubs name them to each other: `candidateKind` and so on. */
export const recordedAnswerFields: Fields<RecordedAnswer> = {
  numbers: {
    sequence: {},
    ...Object.fromEntries(
      sides.flatMap((side) =>
        Object.entries(legNumbers).map(([name, field]) => [side + name, field]),
      ),
    ),
  },
  blobs: {
    candidateHead: { of: ({ candidate }) => responseOf(candidate).head },
    candidateBody: { of: ({ candidate }) => responseOf(candidate).body },
    secondaryHead: { of: ({ secondary }) => responseOf(secondary).head, missing: noBytes },
    secondaryBody: { of: ({ secondary }) => responseOf(secondary).body, missing: noBytes },
  },
  writeNumbers({ sequence, candidate, secondary }, words, at) {
    words[at] = sequence;
    writeLeg(candidate, words, at + 1);
    writeLeg(secondary, words, at + 1 + legNumberCount);
  },
};

const neverSent: Leg = { kind: 'unsent', reason: 'unmirrorable' };

/** How a recorded answer crosses from the shadow plane to the intake, and from one hub to the next. */
export const recordedAnswerShape = recordShape<RecordedAnswer>({
  parts: [partOf(recordedAnswerFields, (answer: RecordedAnswer) => answer)],
  build: (words, row, [candidateHead, candidateBody, secondaryHead, secondaryBody]) => ({
    sequence: words[row] ?? 0,
    candidate: buildLeg(words, row + 1, candidateHead, candidateBody) ?? neverSent,
    secondary: buildLeg(words, row + 1 + legNumberCount, secondaryHead, secondaryBody),
  }),
});

function responseOf(leg: Leg | null): { readonly head: Uint8Array; readonly body: Uint8Array } {
  return leg?.kind === 'answered' ? leg.response : { head: noBytes, body: noBytes };
}

function writeLeg(leg: Leg | null, words: Float64Array, at: number): void {
  words.fill(0, at, at + legNumberCount);
  words[at + inLeg.Kind] = -1;
  words[at + inLeg.Failure] = -1;
  if (leg === null || leg.kind === 'unsent') return;
  words[at + inLeg.Kind] = kinds.indexOf(leg.kind);
  words[at + inLeg.TotalMs] = leg.totalMs;
  if (leg.kind === 'failed') {
    words[at + inLeg.Failure] = legFailures.indexOf(leg.failure);
    return;
  }
  words[at + inLeg.FirstByteMs] = leg.firstByteMs;
  words[at + inLeg.FirstPayloadMs] = leg.firstPayloadMs ?? Number.NaN;
  words[at + inLeg.LargestGapMs] = leg.largestGapMs ?? Number.NaN;
  words[at + inLeg.AskedAtMs] = leg.askedAtMs;
  words[at + inLeg.AnsweredAtMs] = leg.answeredAtMs;
  words[at + inLeg.SlackTotalMs] = leg.slack?.totalMs ?? 0;
  words[at + inLeg.SlackFirstMs] = leg.slack?.firstMs ?? 0;
  words[at + inLeg.SlackGapMs] = leg.slack?.gapMs ?? 0;
}

function buildLeg(
  words: Float64Array,
  at: number,
  head: Uint8Array = noBytes,
  body: Uint8Array = noBytes,
): Leg | null {
  const totalMs = words[at + inLeg.TotalMs] ?? 0;
  switch (kinds[words[at + inLeg.Kind] ?? -1] ?? 'unreadable') {
    case 'answered':
      return {
        kind: 'answered',
        response: { head, body },
        firstByteMs: words[at + inLeg.FirstByteMs] ?? 0,
        totalMs,
        firstPayloadMs: nullIfNaN(words[at + inLeg.FirstPayloadMs] ?? 0),
        largestGapMs: nullIfNaN(words[at + inLeg.LargestGapMs] ?? 0),
        askedAtMs: words[at + inLeg.AskedAtMs] ?? 0,
        answeredAtMs: words[at + inLeg.AnsweredAtMs] ?? 0,
        slack: slackIn(words, at + inLeg.SlackTotalMs),
      };
    case 'failed':
      return {
        kind: 'failed',
        failure: legFailures[words[at + inLeg.Failure] ?? -1] ?? 'invalid',
        totalMs,
      };
    case 'unreadable':
      return null;
  }
}

function nullIfNaN(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
