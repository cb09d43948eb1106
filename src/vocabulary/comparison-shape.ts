import { type Answer, type Comparison, outcomes, type SecondaryComparison } from './comparison.ts';
import type { Difference } from './difference.ts';
import { slackIn } from './exchange-shape.ts';
import type { Translation } from './identities.ts';
import type { RecordShape } from './packed-batch.ts';
import { isReplay } from './replay.ts';
import type { Specimen } from './specimen.ts';

const noBytes = new Uint8Array(0);
const noDifferences: readonly Difference[] = [];
const noTranslations: readonly Translation[] = [];
const answerNumbers = 10;

/** How a comparison crosses from the compare plane to the control plane. */
export const comparisonShape: RecordShape<Comparison> = {
  numbers: 10 + 2 * answerNumbers,
  blobs: 8,
  isCounted: ({ sequence }) => !isReplay(sequence),
  numbersOf: (comparison) => [
    comparison.sequence,
    comparison.wallClockMs,
    outcomes.indexOf(comparison.outcome),
    comparison.truncated ? 1 : 0,
    comparison.candidate === null ? 0 : 1,
    comparison.cascadeOf ?? 0,
    comparison.hint ?? 0,
    ...numbersOfAnswer(comparison.primary),
    ...numbersOfAnswer(comparison.candidate ?? comparison.primary),
    comparison.addsErrors ? 1 : 0,
    comparison.revision,
    comparison.tenure,
  ],
  blobsOf: (comparison) => [
    bytesOf(comparison.route),
    bytesOf(comparison.area),
    bytesOf(comparison.reason),
    bytesOfList(comparison.differences),
    comparison.secondary === null ? noBytes : bytesOf(JSON.stringify(comparison.secondary)),
    bytesOf(comparison.candidateVersion),
    bytesOfList(comparison.translated),
    comparison.specimen === null ? noBytes : bytesOf(JSON.stringify(comparison.specimen)),
  ],
  build: (numbers, blobs) => ({
    sequence: numbers[0] ?? 0,
    wallClockMs: numbers[1] ?? 0,
    route: textOf(blobs[0]),
    area: textOf(blobs[1]),
    outcome: outcomes[numbers[2] ?? 0] ?? 'skipped',
    reason: textOf(blobs[2]),
    primary: buildAnswer(numbers, 7),
    candidate: numbers[4] === 1 ? buildAnswer(numbers, 7 + answerNumbers) : null,
    differences: readJson(blobs[3], noDifferences),
    truncated: numbers[3] === 1,
    secondary: readJson<SecondaryComparison | null>(blobs[4], null),
    candidateVersion: textOf(blobs[5]),
    translated: readJson(blobs[6], noTranslations),
    specimen: readJson<Specimen | null>(blobs[7], null),
    cascadeOf: numbers[5] === 0 ? null : (numbers[5] ?? null),
    hint: numbers[6] === 0 ? null : (numbers[6] ?? null),
    addsErrors: numbers[7 + 2 * answerNumbers] === 1,
    revision: numbers[8 + 2 * answerNumbers] ?? 0,
    tenure: numbers[9 + 2 * answerNumbers] ?? 0,
  }),
};

function numbersOfAnswer(answer: Answer): readonly number[] {
  return [
    answer.status,
    answer.firstByteMs ?? Number.NaN,
    answer.totalMs ?? Number.NaN,
    answer.bodyBytes,
    answer.stream === null ? 0 : 1,
    answer.stream?.firstEventMs ?? Number.NaN,
    answer.stream?.largestGapMs ?? Number.NaN,
    answer.slack?.totalMs ?? 0,
    answer.slack?.firstMs ?? 0,
    answer.slack?.gapMs ?? 0,
  ];
}

function buildAnswer(numbers: Float64Array, at: number): Answer {
  return {
    status: numbers[at] ?? 0,
    firstByteMs: nullIfNaN(numbers[at + 1]),
    totalMs: nullIfNaN(numbers[at + 2]),
    bodyBytes: numbers[at + 3] ?? 0,
    stream:
      numbers[at + 4] === 1
        ? {
            firstEventMs: nullIfNaN(numbers[at + 5]),
            largestGapMs: nullIfNaN(numbers[at + 6]),
          }
        : null,
    slack: slackIn(numbers, at + 7),
  };
}

function nullIfNaN(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

function readJson<T>(blob: Uint8Array | undefined, none: T): T {
  return blob === undefined || blob.byteLength === 0 ? none : (JSON.parse(textOf(blob)) as T);
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
