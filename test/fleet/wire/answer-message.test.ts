import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAnswers, encodeAnswers } from '../../../src/fleet/wire/answer-message.ts';
import { Batch, packable } from '../../../src/vocabulary/packed-batch.ts';
import type { RecordedAnswer } from '../../../src/vocabulary/recorded-answer.ts';
import { recordedAnswerShape } from '../../../src/vocabulary/recorded-answer-shape.ts';
import { sentLeg } from '../../vocabulary/any-leg.ts';

const runs = { seed: 19, numRuns: 200 };
const answer: fc.Arbitrary<RecordedAnswer> = fc.record({
  sequence: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  candidate: sentLeg,
  secondary: fc.option(sentLeg),
});

function encoded(answers: readonly RecordedAnswer[]): Uint8Array {
  const records = answers.map((one) => packable(recordedAnswerShape, one));
  const bytes = records.reduce((sum, { packedBytes }) => sum + packedBytes, 0);
  const batch = new Batch(new ArrayBuffer(bytes));
  for (const record of records) batch.append(record);
  const packed = new Uint8Array(batch.buffer);
  return encodeAnswers({
    hub: '00c0ffee',
    partition: 3,
    batch: 7,
    records: records.length,
    packed,
  });
}

/** The message with other text in place of a text of the same length. */
function withText(bytes: Uint8Array, text: string, other: string): Uint8Array {
  return Buffer.from(Buffer.from(bytes).toString('latin1').replace(text, other), 'latin1');
}

const one: RecordedAnswer = {
  sequence: 5,
  candidate: { kind: 'failed', failure: 'timeout', totalMs: 3 },
  secondary: null,
};

describe('answers that a hub has recorded', () => {
  it('are read by the next hub as they were written, in their own memory', () => {
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 4 }), (answers) => {
        const bytes = encoded(answers);
        const read = decodeAnswers(bytes);
        bytes.fill(0xff);
        expect(read).toEqual(answers);
      }),
      runs,
    );
  });

  it('are rejected or valid, whatever bytes are changed', () => {
    const change = fc.record({ at: fc.nat(), to: fc.nat(255) });
    fc.assert(
      fc.property(
        fc.array(answer, { minLength: 1, maxLength: 3 }),
        fc.array(change, { minLength: 1, maxLength: 4 }),
        fc.option(fc.nat()),
        (answers, changes, cut) => {
          const bytes = encoded(answers);
          for (const { at, to } of changes) bytes[at % bytes.byteLength] = to;
          const some = cut === null ? bytes : bytes.subarray(0, cut % bytes.byteLength);
          const read = decodeAnswers(some) ?? [];
          expect(read.every(({ sequence }) => Number.isSafeInteger(sequence) && sequence > 0)).toBe(
            true,
          );
        },
      ),
      runs,
    );
  });

  it('of a format two versions later are rejected', () => {
    const bytes = encoded([one]);
    bytes[28] = 3;
    expect(decodeAnswers(bytes)).toBeNull();
  });

  it('are rejected if the effect on the candidate is unknown', () => {
    const bytes = encoded([one]);
    expect(decodeAnswers(withText(bytes, '"failed"', '"strange"'.slice(0, 7) + '"'))).toEqual([]);
  });

  it('keep a failure of a later version as a failure', () => {
    const [read] = decodeAnswers(withText(encoded([one]), '"timeout"', '"new_way"')) ?? [];
    expect(read?.candidate).toMatchObject({ kind: 'failed', failure: 'invalid' });
  });
});
