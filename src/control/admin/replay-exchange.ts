import type { Comparison } from '../../vocabulary/comparison.ts';
import type { KeptExchanges } from '../archive/archive-reader.ts';
import { redactedFields, replayFault, replayHead } from '../replay-head.ts';
import type { Replays } from '../replays.ts';

/** The result of a replay, with the epoch of the kept exchange; or why there was none. */
export type Replayed =
  | { readonly comparison: Comparison; readonly epoch: string }
  | { readonly status: 400 | 404 | 409 | 503; readonly fault: string };

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
    return { status: 404, fault: 'This exchange is not kept.' };
  }
  const fault = replayFault(specimen.request);
  if (fault !== null) return { status: 409, fault };
  const secrets = redactedFields(specimen.request).map(
    (field) => [field, secretOf(field)] as const,
  );
  const head = replayHead(specimen.request, new Map(secrets));
  if (typeof head === 'string') return { status: 400, fault: head };
  const replayed = await replays.ask(head);
  if (replayed === null) {
    return {
      status: 503,
      fault: 'The replay did not finish in time, or another one is running: try again.',
    };
  }
  if (replayed === 'elsewhere') {
    return {
      status: 409,
      fault:
        'This hub does not own the partition of this exchange. Use the hub that does: the page Health lists all hubs.',
    };
  }
  if (replayed.outcome === 'skipped') {
    return { status: 503, fault: 'Primary or the candidate gave no answer to compare.' };
  }
  // If the route's name cannot be a label, the comparison still gets the name of the kept exchange.
  const { route, area } = comparison;
  return { comparison: { ...replayed, route, area }, epoch: found.epoch };
}
