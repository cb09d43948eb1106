import { describe, expect, it } from 'vitest';
import { replayFacts } from '../../src/cli/replay-facts.ts';
import { configSchema } from '../../src/config/schema.ts';
import type { Played } from '../../src/playback/playback.ts';

const played: Played = {
  delivered: 3,
  notSelected: 0,
  faults: 0,
  lost: 0,
  mayMissMore: false,
  firstFaults: [],
  notCounted: 0,
  knownStatuses: 0,
  changedStatuses: 0,
  valuesNotRecorded: 0,
  fromMs: null,
  toMs: null,
  share: 1,
};
const config = configSchema.parse({ primary: 'http://a.test', candidate: 'http://b.test' });

function sentencesWith(valuesNotRecorded: number): readonly string[] {
  const { notJudged } = replayFacts({ ...played, valuesNotRecorded }, config, ['r']);
  return notJudged.filter((sentence) => sentence.includes('placeholder'));
}

describe('the facts of a replay', () => {
  it('say how many values of recorded answers were placeholders, and so not compared', () => {
    expect(sentencesWith(1200)).toEqual([
      'Not compared: 1,200 values of the recorded answers, because the recording has placeholders for secrets. ' +
        'A replay compares them if the recording was made with secrets: keep.',
    ]);
  });

  it('say nothing of placeholders if there were none', () => {
    expect(sentencesWith(0)).toEqual([]);
  });
});
