import { networkInterfaces } from 'node:os';
import { mirroredUses, mirroredWords } from '../config/out-of-path-schema.ts';
import {
  addressOf,
  knownAddresses,
  ownAddressUses,
  ownAddressWords,
} from '../config/own-address.ts';
import { noCandidate } from '../config/role.ts';
import { isSameServer } from '../config/same-server.ts';
import type { Config } from '../config/schema.ts';
import { ParallaxError } from '../vocabulary/errors.ts';
import { socketPathOf } from '../vocabulary/unix-socket.ts';
import { type ResolvedHost, resolveHosts } from './resolve-hosts.ts';
import { socketFileOf } from './socket-files.ts';

/** A host in a config, and the key that names it. */
export interface ConfigHost {
  readonly path: readonly (string | number)[];
  readonly host: string;
}

/** A deployment from which requests would come back to Parallax. */
export interface Loop {
  readonly deployment: 'primary' | 'candidate' | 'secondary';
  /** The fault, and what to write instead. */
  readonly message: string;
}

/**
 * Refuses a config in which a deployment is this Parallax itself, or the proxy that mirrors to it, under any name.
 *
 * @throws `own_address`
 */
export async function refuseLoop(config: Config): Promise<void> {
  const resolved = await resolveHosts(hostsOf(config).map(({ host }) => host));
  const [loop] = loopsOf(config, resolved);
  if (loop === undefined) return;
  throw new ParallaxError('own_address', `${loop.deployment}.url: ${loop.message}`);
}

/** The deployments of a config whose host resolves to this Parallax itself, or to the proxy that mirrors to it. */
export function loopsOf(
  config: Config,
  resolved: ReadonlyMap<string, ResolvedHost>,
): readonly Loop[] {
  const local = Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).map(({ address }) => address),
  );
  const addressesOf = (host: string): readonly string[] => {
    const found = resolved.get(host);
    return found === undefined ? knownAddresses(host) : (found.value ?? []);
  };
  return [
    ...ownAddressUses(config, addressesOf, local, socketFileOf).map(({ deployment, address }) => {
      return { deployment, message: ownAddressWords(address) };
    }),
    ...mirroredUses(config, reachingTheSame(addressesOf)).map((use) => {
      return { deployment: use.deployment, message: mirroredWords(use) };
    }),
  ];
}

/** Creates a test of whether two URLs lead to the same server, whatever names they use. */
function reachingTheSame(
  addressesOf: (host: string) => readonly string[],
): (one: string, other: string) => boolean {
  return (one, other) => {
    if (isSameServer(one, other)) return true;
    if (socketPathOf(one) !== null || socketPathOf(other) !== null) return false;
    const [to, from] = [addressOf(one), addressOf(other)];
    if (to === null || from === null || to.port !== from.port) return false;
    const theirs = addressesOf(from.host);
    return addressesOf(to.host).some((each) => theirs.includes(each));
  };
}

/** An IPv6 address without its brackets. */
function bare(hostname: string): string {
  return hostname.replaceAll(/^\[|\]$/g, '');
}

/** Every host that a config names, with IPv6 addresses without their brackets; Unix sockets have none. */
export function hostsOf(config: Config): readonly ConfigHost[] {
  const { listen, admin, primary, candidate, secondary, outOfPath } = config;
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
        return { path: [name, 'url'], host: bare(new URL(url).hostname) };
      }),
    ...(outOfPath?.mirroredAt ?? []).flatMap((url, index) =>
      socketPathOf(url) === null
        ? [{ path: ['outOfPath', 'mirroredAt', index], host: bare(new URL(url).hostname) }]
        : [],
    ),
  ];
}
