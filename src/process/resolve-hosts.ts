import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { failure, type Result, success } from '../vocabulary/result.ts';

/** Slow lookups must not delay the start. */
const lookupMs = 2_000;

/** The IP addresses of a host name, or the system's error code. */
export type ResolvedHost = Result<readonly string[]>;

/** Looks up host names in parallel and skips IP addresses. */
export async function resolveHosts(
  hosts: readonly string[],
): Promise<ReadonlyMap<string, ResolvedHost>> {
  const names = hosts.filter((host) => isIP(host) === 0);
  const known = new Map<string, ResolvedHost>(
    names.map((host) => [host, failure(`no answer in ${lookupMs / 1000} s`)]),
  );
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    // Addresses that came while this thread was busy are read first.
    timer = setTimeout(() => setImmediate(resolve), lookupMs);
  });
  const asked = names.map(async (host) => known.set(host, await resolveHost(host)));
  await Promise.race([Promise.all(asked), late]);
  clearTimeout(timer);
  return known;
}

async function resolveHost(host: string): Promise<ResolvedHost> {
  try {
    const found = await lookup(host, { all: true });
    return success(found.map(({ address }) => address));
  } catch (error) {
    return failure((error as NodeJS.ErrnoException).code ?? 'unknown');
  }
}
