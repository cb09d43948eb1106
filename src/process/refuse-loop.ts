import { networkInterfaces } from 'node:os';
import {
  knownAddresses,
  type OwnAddressUse,
  ownAddressUses,
  ownAddressWords,
} from '../config/own-address.ts';
import { noCandidate } from '../config/role.ts';
import type { Config } from '../config/schema.ts';
import { ParallaxError } from '../vocabulary/errors.ts';
import { socketPathOf } from '../vocabulary/unix-socket.ts';
import { type ResolvedHost, resolveHosts } from './resolve-hosts.ts';
import { socketFileOf } from './socket-files.ts';

/** A host in a config and its key. */
export interface ConfigHost {
  readonly path: readonly string[];
  readonly host: string;
}

/**
 * Refuses a config in which a deployment is this Parallax itself, under any name.
 *
 * @throws `own_address`
 */
export async function refuseLoop(config: Config): Promise<void> {
  const resolved = await resolveHosts(hostsOf(config).map(({ host }) => host));
  const [use] = loopsOf(config, resolved);
  if (use === undefined) return;
  throw new ParallaxError('own_address', `${use.deployment}.url: ${ownAddressWords(use.address)}`);
}

/** The deployments of a config whose host resolves to this Parallax itself. */
export function loopsOf(
  config: Config,
  resolved: ReadonlyMap<string, ResolvedHost>,
): readonly OwnAddressUse[] {
  const local = Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).map(({ address }) => address),
  );
  const addressesOf = (host: string): readonly string[] =>
    resolved.get(host)?.addresses ?? knownAddresses(host);
  return ownAddressUses(config, addressesOf, local, socketFileOf);
}

/** Every host that a config names, with IPv6 addresses without their brackets; Unix sockets have none. */
export function hostsOf(config: Config): readonly ConfigHost[] {
  const { listen, admin, primary, candidate, secondary } = config;
  const deployments = [
    ['primary', primary.url],
    ['candidate', candidate.url],
    ...(secondary?.kind === 'instance' ? [['secondary', secondary.url] as const] : []),
  ] as const;
  return [
    ...('socket' in listen ? [] : [{ path: ['listen'], host: listen.host }]),
    { path: ['admin', 'listen'], host: admin.listen.host },
    ...deployments
      .filter(([, url]) => socketPathOf(url) === null && url !== noCandidate.url)
      .map(([name, url]) => {
        return { path: [name, 'url'], host: new URL(url).hostname.replaceAll(/^\[|\]$/g, '') };
      }),
  ];
}
