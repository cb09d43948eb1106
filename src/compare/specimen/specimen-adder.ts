import type { Config } from '../../config/schema.ts';
import type { Comparison } from '../../vocabulary/comparison.ts';
import type { Pair } from '../../vocabulary/pair.ts';
import type { Specimen } from '../../vocabulary/specimen.ts';
import { isReplay } from '../../vocabulary/replay.ts';
import type { ExchangeRedactors } from '../redaction/exchange-redactor.ts';
import { compileSecretPaths } from '../redaction/secret-paths.ts';
import type { PairComparer } from '../compare-pair.ts';
import { alignBodies } from './alignment/align-bodies.ts';
import { shownKey } from './redacted-json.ts';
import { readBytesMax } from './specimen-body.ts';
import { makeSpecimen } from './specimen-maker.ts';
import { createSpecimenSampler } from './specimen-sampler.ts';

/**
 * Creates the function that adds specimens of exchanges to comparisons. Only comparisons with findings get
 * one, and no more than are useful.
 *
 * @param comparer the comparer that made the comparisons
 * @throws the JSONPath library's error if a path in the config is not a valid JSONPath
 */
export function createSpecimenAdder(
  config: Pick<Config, 'redact'>,
  redactors: ExchangeRedactors,
  comparer: Pick<PairComparer, 'record'>,
  isWanted = createSpecimenSampler(() => performance.now(), Math.random),
): (pair: Pair, comparison: Comparison) => Comparison {
  const secretPaths = compileSecretPaths(config.redact.paths);

  function alignmentOf(
    pair: Pair,
    { outcome, differences, secondary }: Comparison,
    { primary, candidate }: Specimen,
    showKey: (key: string) => string,
  ): Specimen['alignment'] {
    // Primary's 5xx is not compared with anything.
    if (candidate === null || outcome === 'primary_error') return null;
    if (Math.max(primary.body.bytes, candidate.body.bytes) > readBytesMax) return null;
    const record = comparer.record(pair);
    if (record === null) return null;
    const noise = (secondary?.differences ?? []).filter(({ aspect }) => aspect === 'body');
    return alignBodies(primary.body, candidate.body, {
      record,
      showKey,
      noise: new Set(noise.map(({ path }) => path)),
      differ: differences.some(({ aspect }) => aspect === 'body'),
    });
  }

  return (pair, comparison) => {
    const { exchange, candidate, identities } = pair;
    const { outcome, route, candidateVersion, differences, reason } = comparison;
    if (outcome === 'match' || outcome === 'skipped') return comparison;
    if (isReplay(comparison.sequence)) return comparison;
    if (!isWanted({ route, candidateVersion, failure: reason, differences })) return comparison;
    const answer = candidate.kind === 'answered' ? candidate.response : null;
    const showing = { ...redactors(exchange, answer), secretPaths };
    const specimen = makeSpecimen(showing, exchange, candidate, identities.known);
    const showKey = (key: string): string => shownKey(showing.bodies, key);
    const alignment = alignmentOf(pair, comparison, specimen, showKey);
    return { ...comparison, specimen: { ...specimen, alignment } };
  };
}
