import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { knownAddresses, ownAddressUses, ownAddressWords } from '../config/own-address.ts';
import type { Config } from '../config/schema.ts';
import { ParallaxError } from '../vocabulary/errors.ts';

/** Names that are not resolved by then are not checked: they must not hold up the start. */
const lookupMs = 2_000;

/**
 * Refuses a config in which a deployment is this Parallax itself, under any name.
 *
 * @throws `own_address`
 */
export async function refuseLoop(config: Config): Promise<void> {
  const addresses = await addressesOf(hostsOf(config));
  const local = Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).map(({ address }) => address),
  );
  const [use] = ownAddressUses(
    config,
    (host) => addresses.get(host) ?? knownAddresses(host),
    local,
  );
  if (use === undefined) return;
  throw new ParallaxError('own_address', `${use.deployment}.url: ${ownAddressWords(use.address)}`);
}

function hostsOf({ listen, admin, primary, candidate, secondary }: Config): readonly string[] {
  const urls = [primary.url, candidate.url];
  if (secondary?.kind === 'instance') urls.push(secondary.url);
  const hosts = urls.map((url) => new URL(url).hostname.replaceAll(/^\[|\]$/g, ''));
  return [...new Set([listen.host, admin.listen.host, ...hosts])];
}

async function addressesOf(
  hosts: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const known = new Map<string, readonly string[]>();
  const asked = hosts
    .filter((host) => isIP(host) === 0)
    .map(async (host) => {
      const found = await lookup(host, { all: true }).catch(() => []);
      known.set(
        host,
        found.map(({ address }) => address),
      );
    });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, lookupMs);
  });
  await Promise.race([Promise.all(asked), late]);
  clearTimeout(timer);
  return known;
}
