import { isIP } from 'node:net';
import { z } from 'zod';

interface Place {
  readonly host: string;
  readonly port: number;
}

/** Looks at values that other rules may have refused. */
const place = z.object({ host: z.string(), port: z.number() }).optional().catch(undefined);
const upstream = z.object({ url: z.string() }).optional().catch(undefined);
const withAddresses = z.object({
  listen: place,
  admin: z.object({ listen: place }).optional().catch(undefined),
  primary: upstream,
  candidate: upstream,
  secondary: upstream,
});

const upstreamNames = ['primary', 'candidate', 'secondary'] as const;

/** A deployment in the config, and an address of ours that its URL would reach. */
export interface OwnAddressUse {
  readonly deployment: (typeof upstreamNames)[number];
  readonly address: 'listen' | 'admin.listen';
}

/**
 * The deployments of a config that are this Parallax itself: what is relayed or mirrored there would
 * come back without end.
 *
 * @param addressesOf IP addresses that a host name stands for
 * @param local IP addresses of this machine that are no loopback addresses
 */
export function ownAddressUses(
  config: unknown,
  addressesOf: (host: string) => readonly string[] = knownAddresses,
  local: readonly string[] = [],
): readonly OwnAddressUse[] {
  const { data } = withAddresses.safeParse(config);
  if (data === undefined) return [];
  const own = [
    ['listen', data.listen],
    ['admin.listen', data.admin?.listen],
  ] as const;
  return upstreamNames.flatMap((deployment) => {
    const to = placeOf(data[deployment]?.url);
    if (to === null) return [];
    const reached = own.find(([, from]) => {
      if (from === undefined || from.port !== to.port) return false;
      const theirs = addressesOf(to.host).map(connectedTo);
      return addressesOf(from.host).some((one) => theirs.some(isServedBy(one, local)));
    });
    return reached === undefined ? [] : [{ deployment, address: reached[0] }];
  });
}

/** The same that can be known without asking anybody, as faults. */
export function ownAddressFaults(
  config: unknown,
): readonly { readonly path: string[]; readonly message: string }[] {
  return ownAddressUses(config).map(({ deployment, address }) => {
    return { path: [deployment, 'url'], message: ownAddressWords(address) };
  });
}

export function ownAddressWords(address: OwnAddressUse['address']): string {
  return `this is Parallax itself, as ${address} says: write where the deployment is`;
}

function placeOf(url: string | undefined): Place | null {
  if (url === undefined || !URL.canParse(url)) return null;
  const { hostname, port, protocol } = new URL(url);
  const usual = protocol === 'https:' ? 443 : 80;
  return { host: hostname.replaceAll(/^\[|\]$/g, ''), port: port === '' ? usual : Number(port) };
}

/**
 * What a host stands for as far as that is known without asking anybody: of names only the one that
 * means the same everywhere (RFC 6761, section 6.3).
 */
export function knownAddresses(host: string): readonly string[] {
  if (host.toLowerCase() === 'localhost') return ['127.0.0.1', '::1'];
  return [isIP(host) === 6 ? canonical(host) : host];
}

/** Whoever connects to no address in particular connects to this machine. */
function connectedTo(address: string): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  return address === '::' ? '::1' : address;
}

/** Whether what listens on one address is reached by connecting to the other. */
function isServedBy(listening: string, local: readonly string[]): (address: string) => boolean {
  return (address) => {
    if (address === listening) return true;
    if (!isLoopback(address) && !local.includes(address)) return false;
    // Node listens on IPv4 as well where it listens on all of IPv6.
    return listening === '::' || (listening === '0.0.0.0' && isIP(address) === 4);
  };
}

function isLoopback(address: string): boolean {
  return address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
}

function canonical(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}
