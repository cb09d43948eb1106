import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';

/** Names that are not resolved by then are given up: they must not hold up the start. */
const lookupMs = 2_000;

/** What a host name stands for now. */
export interface ResolvedHost {
  readonly addresses: readonly string[];
  /** The system's word for why there is none; null where there is one. */
  readonly fault: string | null;
}

/** Looks host names up, all at once; IP addresses are left out. */
export async function resolveHosts(
  hosts: readonly string[],
): Promise<ReadonlyMap<string, ResolvedHost>> {
  const names = hosts.filter((host) => isIP(host) === 0);
  const known = new Map<string, ResolvedHost>(
    names.map((host) => [host, { addresses: [], fault: `no answer in ${lookupMs / 1000} s` }]),
  );
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, lookupMs);
  });
  const asked = names.map(async (host) => known.set(host, await resolveHost(host)));
  await Promise.race([Promise.all(asked), late]);
  clearTimeout(timer);
  return known;
}

async function resolveHost(host: string): Promise<ResolvedHost> {
  try {
    const found = await lookup(host, { all: true });
    return { addresses: found.map(({ address }) => address), fault: null };
  } catch (error) {
    return { addresses: [], fault: (error as NodeJS.ErrnoException).code ?? 'unknown' };
  }
}
