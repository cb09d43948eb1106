import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';

/** Slow lookups must not delay the start. */
const lookupMs = 2_000;

/** The addresses of a host name. */
export interface ResolvedHost {
  readonly addresses: readonly string[];
  /** The system's error code if there are none; otherwise null. */
  readonly fault: string | null;
}

/** Looks up host names in parallel and skips IP addresses. */
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
