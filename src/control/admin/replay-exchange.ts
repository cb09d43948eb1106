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
 * @param secretOf what was given in place of the redacted value of a field; empty where nothing was
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
  // Where the route's name was of no use as a label, it is still that of the exchange.
  const { route, area } = comparison;
  return success({ comparison: { ...replayed, route, area }, epoch: found.epoch });
}

const tryAgain = {
  status: 503,
  words: 'Nothing came of it in time, or others are being sent: try again.',
} as const;

const replayFaults: Readonly<Record<NotReplayed, ReplayFault>> = {
  refused: tryAgain,
  late: tryAgain,
  elsewhere: {
    status: 409,
    words:
      'This hub does not own the partition of this exchange. Ask the hub that does: the page Health lists them.',
  },
};
