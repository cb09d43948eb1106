import type { PrometheusConfig } from '../../config/watch-schema.ts';
import type { Logger } from '../../log.ts';
import { queryName } from '../../vocabulary/watched-query.ts';
import type { KeptEvidence } from '../evidence/kept-evidence.ts';
import { evaluationsToJudge, isWithin, type QueryPolicy } from '../gate/query-policy.ts';
import { askEvery } from '../ask-every.ts';
import { blockAt, warmupBlocks } from '../block-length.ts';
import type { Endpoint } from './endpoint.ts';
import { faultWords } from './fault-words.ts';
import { worstValue } from './query-result.ts';

export interface QueryPollOptions {
  readonly config: PrometheusConfig;
  readonly endpoint: Endpoint;
  readonly query: QueryPolicy;
  readonly evidence: Pick<KeptEvidence, 'epoch' | 'noteWatched'>;
  readonly lengthMs: number;
  readonly isOurs: () => boolean;
  /** The steady clock. */
  readonly now: () => number;
  readonly log: Logger;
}

/** The last result of a query. */
export interface QueryHealth {
  /** Null if it had no data. */
  value: number | null;
  /** The number of consecutive evaluations out of bounds. */
  breachesInARow: number;
  /** Milliseconds since 1970; null before the first answer with data. */
  lastValueMs: number | null;
  /** Why there was no data; null if there was. */
  fault: string | null;
}

export interface QueryPoll {
  readonly health: QueryHealth;
  stop(): void;
}

/** Queries Prometheus at intervals, and adds the values to the evidence. */
export function startQueryPoll(options: QueryPollOptions): QueryPoll {
  const { config, endpoint, query, evidence, lengthMs, isOurs, now, log } = options;
  const health: QueryHealth = { value: null, breachesInARow: 0, lastValueMs: null, fault: null };
  const gapMs = 6 * config.everyMs;
  let epoch: string | null = null;
  /** Since when the running candidate belongs to this epoch. */
  let sinceMs = 0;

  function note(value: number): void {
    const atMs = now();
    const { key, startedAtMs } = evidence.epoch;
    const isGap = atMs - (health.lastValueMs ?? atMs) > gapMs;
    if (key !== epoch || isGap) health.breachesInARow = 0;
    // An epoch that is current again began long ago.
    if (key !== epoch) sinceMs = epoch === null ? startedAtMs : atMs;
    epoch = key;
    health.value = value;
    health.lastValueMs = atMs;
    health.fault = null;
    // Rates look back: they would count the work of another version.
    if (atMs - sinceMs < warmupBlocks * lengthMs) return;
    const isBreach = !isWithin(value, query.bound);
    health.breachesInARow = isBreach ? health.breachesInARow + 1 : 0;
    const block = blockAt(atMs, lengthMs);
    const add = (series: 'value' | 'breach', sum: number): void =>
      evidence.noteWatched(
        { kind: 'query', name: queryName(series, query.key), block },
        query.of,
        sum,
      );
    add('value', value);
    add('breach', isBreach ? 1 : 0);
    if (health.breachesInARow !== evaluationsToJudge) return;
    const failure = queryName('failure', query.key);
    evidence.noteWatched({ kind: 'query', name: failure, block: null }, query.of, value);
  }

  const stop = askEvery({
    everyMs: config.everyMs,
    async ask(signal) {
      if (!isOurs()) return;
      const form = new URLSearchParams({ query: query.query }).toString();
      const asked = { path: '/api/v1/query', form, accept: 'application/json', signal };
      note(worstValue(await endpoint.ask(asked), query.bound));
    },
    onFault(error) {
      health.value = null;
      health.fault = faultWords(error);
    },
    name: 'prometheus_query',
    details: { query: query.name },
    message: 'a query to Prometheus gave no data',
    log,
  });
  return { health, stop };
}
