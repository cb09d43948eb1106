import { expect, it } from 'vitest';
import { ComparersByRevision } from '../../src/compare/comparers-by-revision.ts';
import { noLags } from '../../src/compare/compare-pair.ts';
import { unwatched } from '../../src/compare/rules/rule-book.ts';
import type { Pair } from '../../src/vocabulary/pair.ts';
import { memoryLog } from '../support/memory-log.ts';
import { answered, exchangeOf, pairWith, parseConfig } from './pair-fixture.ts';

function noComparers(): ComparersByRevision {
  const { log } = memoryLog();
  return new ComparersByRevision({
    use: unwatched,
    lags: noLags,
    instance: 'test',
    onNotRecorded: () => undefined,
    log,
  });
}

function comparersOf(...configs: Record<string, unknown>[]): ComparersByRevision {
  const comparers = noComparers();
  configs.forEach((config, at) => comparers.add(at + 1, parseConfig(config)));
  return comparers;
}

function pairOf(revision: number, primary: string, candidate: string): Pair {
  const exchange = { ...exchangeOf({ body: primary }), revision };
  return pairWith(exchange, answered({ body: candidate }));
}

const ignoring = { compare: { ignore: ['$.by'] } };
const [a, b] = ['{"by":"a"}', '{"by":"b"}'];

it('an exchange is compared by the rules of its own revision, although later ones are in force', () => {
  const comparers = comparersOf({}, ignoring, {});
  const outcomes = [1, 2, 3].map((revision) => comparers.compare(pairOf(revision, a, b)).outcome);
  expect(outcomes).toEqual(['mismatch', 'match', 'mismatch']);
});

it('a secret keeps its digest when the config changes, so that equal values stay equal', () => {
  const comparers = comparersOf({}, ignoring);
  const shown = [1, 2].map(
    (revision) =>
      comparers.compare(pairOf(revision, '{"password":"hunter2-a"}', '{"password":"hunter2-b"}'))
        .differences[0],
  );
  expect(shown[0]?.primary).toContain('redacted');
  expect(shown[1]).toEqual(shown[0]);
});

it.each([
  { hasPlaceholders: true, outcome: 'match' },
  { hasPlaceholders: false, outcome: 'mismatch' },
])(
  'a number that looks like a placeholder is compared unless the recording has placeholders: $hasPlaceholders',
  ({ hasPlaceholders, outcome }) => {
    const comparers = noComparers();
    const replay = { startedAtMs: 0, judgesTimes: false, asksPrimary: false, clockSkewMs: 0 };
    comparers.add(1, { ...parseConfig(), replay: { ...replay, hasPlaceholders } });
    const pair = pairOf(1, '{"id":808012345678901}', '{"id":7}');
    expect(comparers.compare(pair).outcome).toBe(outcome);
  },
);
