import type { Config } from '../../config/schema.ts';
import type { Comparison } from '../../vocabulary/comparison.ts';
import type { Pair } from '../../vocabulary/pair.ts';
import { isReplay } from '../../vocabulary/replay.ts';
import type { ExchangeRedactors } from '../redaction/exchange-redactor.ts';
import { compileSecretPaths } from '../redaction/secret-paths.ts';
import { makeSpecimen } from './specimen-maker.ts';
import { createSpecimenSampler } from './specimen-sampler.ts';

/**
 * Makes the function that adds to some comparisons what people are shown of their exchange. Only
 * to those that found something, and of these to as many as there is use for.
 *
 * @throws the JSONPath library's error when a path in the config is no JSONPath
 */
export function createSpecimenAdder(
  config: Pick<Config, 'redact'>,
  redactors: ExchangeRedactors,
  isWanted = createSpecimenSampler(() => performance.now(), Math.random),
): (pair: Pair, comparison: Comparison) => Comparison {
  const secretPaths = compileSecretPaths(config.redact.paths);
  return ({ exchange, candidate, identities }, comparison) => {
    const { outcome, route, candidateVersion, differences, reason } = comparison;
    if (outcome === 'match' || outcome === 'skipped') return comparison;
    if (isReplay(comparison.sequence)) return comparison;
    if (!isWanted({ route, candidateVersion, failure: reason, differences })) return comparison;
    const answer = candidate.kind === 'answered' ? candidate.response : null;
    const showing = { ...redactors(exchange, answer), secretPaths };
    return {
      ...comparison,
      specimen: makeSpecimen(showing, exchange, candidate, identities.known),
    };
  };
}
