import type { Comparison } from '../../vocabulary/comparison.ts';
import { failure, type Result, success } from '../../vocabulary/result.ts';
import type { KeptExchanges } from '../archive/archive-reader.ts';
import { redactedFields, replayFault, replayHead } from '../replay-head.ts';
import type { NotReplayed, Replays } from '../replays.ts';

/** The comparison of a replay, with the epoch of the kept exchange. */
interface ComparedAgain {
  readonly comparison: Comparison;
  readonly epoch: string;
}

/** Why there was no replay, and the status of the API's answer. */
interface ReplayFault {
  readonly status: 400 | 404 | 409 | 503;
  readonly words: string;
}

export type Replayed = Result<ComparedAgain, ReplayFault>;

/**
 * Sends the request of a kept exchange to both deployments.
 *
 * @param secretOf the entered value of a redacted field; empty if there is none
 */
export async function replayExchange(
  archive: KeptExchanges,
  replays: Replays,
  name: string,
  secretOf: (field: string) => string,
): Promise<Replayed> {
  const found = await archive.read((kept) => kept.find(name));
  const comparison = found?.comparison;
  const specimen = comparison?.specimen ?? null;
  if (found === null || comparison === undefined || specimen === null) {
    return failure({ status: 404, words: 'This exchange is not kept.' });
  }
  const fault = replayFault(specimen.request);
  if (fault !== null) return failure({ status: 409, words: fault });
  const secrets = redactedFields(specimen.request).map(
    (field) => [field, secretOf(field)] as const,
  );
  const head = replayHead(specimen.request, new Map(secrets));
  if (head.fault !== null) return failure({ status: 400, words: head.fault });
  const { value: replayed, fault: reason } = await replays.ask(head.value);
  if (reason !== null) return failure(replayFaults[reason]);
  if (replayed.outcome === 'skipped') {
    return failure({ status: 503, words: 'Primary or the candidate gave no answer to compare.' });
  }
  // If the route's name cannot be a label, the comparison still gets the name of the kept exchange.
  const { route, area } = comparison;
  return success({ comparison: { ...replayed, route, area }, epoch: found.epoch });
}

const tryAgain = {
  status: 503,
  words: 'The replay did not finish in time, or another one is running: try again.',
} as const;

const replayFaults: Readonly<Record<NotReplayed, ReplayFault>> = {
  refused: tryAgain,
  late: tryAgain,
  elsewhere: {
    status: 409,
    words:
      'This hub does not own the partition of this exchange. Use the hub that does: the page Health lists all hubs.',
  },
};
