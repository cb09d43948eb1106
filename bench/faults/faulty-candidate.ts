import {
  type Counts,
  countedExchanges,
  countsSince,
  readCounts,
  settledCounts,
  wordsOf,
} from './counts.ts';
import type { Fault } from './fault.ts';
import { askKeptAlive } from './kept-alive-clients.ts';
import { faultPath } from './messages.ts';
import { countWords, type Row } from './row.ts';
import { recovers, restartsOf, type UnderTest, withFault } from './under-test.ts';

const clients = 10;

/** Makes the candidate fail while a sound primary serves clients. */
export async function withFaultyCandidate(
  shared: UnderTest,
  fault: Fault,
  requests: number,
): Promise<Row> {
  const row = await withFault('candidate', shared, fault, (used) => measure(used, fault, requests));
  if (typeof fault.how === 'function' || (await recovers(shared))) return row;
  const faultsOfParallax = [...row.faultsOfParallax, 'a sound candidate did not match afterwards'];
  return { ...row, faultsOfParallax };
}

async function measure(
  { parallax, port }: UnderTest,
  fault: Fault,
  requests: number,
): Promise<Row> {
  const { adminAddress } = parallax;
  const before = await readCounts(adminAddress);
  const pathOf = (n: number): string | null => (n > requests ? null : `${faultPath}${n}`);
  const seen = await askKeptAlive({ port, pathOf, clients });
  const settled = await settledCounts(adminAddress, countedExchanges(before) + requests);
  const counts = countsSince(before, settled);
  return {
    fault: fault.name,
    requests,
    clients: countWords(seen),
    counted: wordsOf(counts),
    residentBytes: counts.residentBytes,
    losses: seen.equal === requests ? [] : [`the clients saw ${countWords(seen)}`],
    faultsOfParallax: miscounts(fault, requests, counts),
  };
}

function miscounts({ asCandidate }: Fault, requests: number, counts: Counts): readonly string[] {
  const { match = 0 } = counts.outcomes;
  const counted = countedExchanges(counts);
  return [
    ...(counted === requests ? [] : [`${counted} exchanges were counted`]),
    ...(match === 0 || asCandidate.mayMatch ? [] : [`${match} wrong answers match`]),
    ...restartsOf(counts),
  ];
}
