import { type Answer, type Comparison, outcomes, type SecondaryComparison } from './comparison.ts';
import type { Difference } from './difference.ts';
import { slackIn } from './exchange-shape.ts';
import type { Translation } from './identities.ts';
import { type Fields, numbersNamed, partOf, placesOf, recordShape } from './record-shape.ts';
import { isReplay } from './replay.ts';
import type { Reading } from './reading.ts';
import type { Specimen } from './specimen.ts';
import { noBytes } from './no-bytes.ts';

const noDifferences: readonly Difference[] = [];
const noTranslations: readonly Translation[] = [];
const noReadings: readonly Reading[] = [];

const numbers = numbersNamed(
  'sequence',
  'wallClockMs',
  'outcome',
  'truncated',
  'hasCandidate',
  'cascadeOf',
  'hint',
  'addsErrors',
  'revision',
  'tenure',
);
const number = placesOf(numbers);

const blobs = {
  route: { of: ({ route }) => bytesOf(route) },
  area: { of: ({ area }) => bytesOf(area) },
  reason: { of: ({ reason }) => bytesOf(reason) },
  differences: { of: ({ differences }) => bytesOfList(differences) },
  secondary: { of: ({ secondary }) => bytesOfJson(secondary) },
  candidateVersion: { of: ({ candidateVersion }) => bytesOf(candidateVersion) },
  translated: { of: ({ translated }) => bytesOfList(translated) },
  readings: { of: ({ readings }) => bytesOfList(readings) },
  specimen: { of: ({ specimen }) => bytesOfJson(specimen) },
} satisfies Fields<Comparison>['blobs'];

const blob = placesOf(blobs);

const comparisonFields: Fields<Comparison> = {
  numbers,
  blobs,
  writeNumbers(comparison, words, at) {
    words[at + number.sequence] = comparison.sequence;
    words[at + number.wallClockMs] = comparison.wallClockMs;
    words[at + number.outcome] = outcomes.indexOf(comparison.outcome);
    words[at + number.truncated] = comparison.truncated ? 1 : 0;
    words[at + number.hasCandidate] = comparison.candidate === null ? 0 : 1;
    words[at + number.cascadeOf] = comparison.cascadeOf ?? 0;
    words[at + number.hint] = comparison.hint ?? 0;
    words[at + number.addsErrors] = comparison.addsErrors ? 1 : 0;
    words[at + number.revision] = comparison.revision;
    words[at + number.tenure] = comparison.tenure;
  },
};

const answerNumbers = numbersNamed(
  'status',
  'firstByteMs',
  'totalMs',
  'bodyBytes',
  'isStream',
  'firstEventMs',
  'largestGapMs',
  'slackTotalMs',
  'slackFirstMs',
  'slackGapMs',
);
const inAnswer = placesOf(answerNumbers);

const answerFields: Fields<Answer> = {
  numbers: answerNumbers,
  blobs: {},
  writeNumbers(answer, words, at) {
    const { stream, slack } = answer;
    words[at + inAnswer.status] = answer.status;
    words[at + inAnswer.firstByteMs] = answer.firstByteMs ?? Number.NaN;
    words[at + inAnswer.totalMs] = answer.totalMs ?? Number.NaN;
    words[at + inAnswer.bodyBytes] = answer.bodyBytes;
    words[at + inAnswer.isStream] = stream === null ? 0 : 1;
    words[at + inAnswer.firstEventMs] = stream?.firstEventMs ?? Number.NaN;
    words[at + inAnswer.largestGapMs] = stream?.largestGapMs ?? Number.NaN;
    words[at + inAnswer.slackTotalMs] = slack?.totalMs ?? 0;
    words[at + inAnswer.slackFirstMs] = slack?.firstMs ?? 0;
    words[at + inAnswer.slackGapMs] = slack?.gapMs ?? 0;
  },
};

const ownPart = partOf(comparisonFields, (comparison: Comparison) => comparison);
const primaryPart = partOf(answerFields, ({ primary }: Comparison) => primary);
const candidatePart = partOf(
  answerFields,
  ({ candidate, primary }: Comparison) => candidate ?? primary,
);
const primaryAt = ownPart.numbers;
const candidateAt = primaryAt + primaryPart.numbers;

/** How a comparison crosses from the compare plane to the control plane. */
export const comparisonShape = recordShape<Comparison>({
  parts: [ownPart, primaryPart, candidatePart],
  countsIfLost: ({ sequence }) => !isReplay(sequence),
  build: (words, row, blobs) => ({
    sequence: words[row + number.sequence] ?? 0,
    wallClockMs: words[row + number.wallClockMs] ?? 0,
    route: textOf(blobs[blob.route]),
    area: textOf(blobs[blob.area]),
    outcome: outcomes[words[row + number.outcome] ?? 0] ?? 'skipped',
    reason: textOf(blobs[blob.reason]),
    primary: buildAnswer(words, row + primaryAt),
    candidate:
      words[row + number.hasCandidate] === 1 ? buildAnswer(words, row + candidateAt) : null,
    differences: readJson(blobs[blob.differences], noDifferences),
    truncated: words[row + number.truncated] === 1,
    secondary: readJson<SecondaryComparison | null>(blobs[blob.secondary], null),
    candidateVersion: textOf(blobs[blob.candidateVersion]),
    translated: readJson(blobs[blob.translated], noTranslations),
    readings: readJson(blobs[blob.readings], noReadings),
    specimen: readJson<Specimen | null>(blobs[blob.specimen], null),
    cascadeOf: words[row + number.cascadeOf] === 0 ? null : (words[row + number.cascadeOf] ?? null),
    hint: words[row + number.hint] === 0 ? null : (words[row + number.hint] ?? null),
    addsErrors: words[row + number.addsErrors] === 1,
    revision: words[row + number.revision] ?? 0,
    tenure: words[row + number.tenure] ?? 0,
  }),
});

/** @param at where its numbers begin */
function buildAnswer(words: Float64Array, at: number): Answer {
  return {
    status: words[at + inAnswer.status] ?? 0,
    firstByteMs: nullIfNaN(words[at + inAnswer.firstByteMs]),
    totalMs: nullIfNaN(words[at + inAnswer.totalMs]),
    bodyBytes: words[at + inAnswer.bodyBytes] ?? 0,
    stream:
      words[at + inAnswer.isStream] === 1
        ? {
            firstEventMs: nullIfNaN(words[at + inAnswer.firstEventMs]),
            largestGapMs: nullIfNaN(words[at + inAnswer.largestGapMs]),
          }
        : null,
    slack: slackIn(words, at + inAnswer.slackTotalMs),
  };
}

function nullIfNaN(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

function readJson<T>(blob: Uint8Array | undefined, none: T): T {
  return blob === undefined || blob.byteLength === 0 ? none : (JSON.parse(textOf(blob)) as T);
}

function bytesOfJson(value: object | null): Uint8Array {
  return value === null ? noBytes : bytesOf(JSON.stringify(value));
}

function bytesOfList(list: readonly object[]): Uint8Array {
  return list.length === 0 ? noBytes : bytesOf(JSON.stringify(list));
}

function bytesOf(text: string): Uint8Array {
  return text === '' ? noBytes : Buffer.from(text);
}

function textOf(blob: Uint8Array | undefined): string {
  return blob === undefined
    ? ''
    : Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength).toString('utf8');
}
