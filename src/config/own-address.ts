import { isIP } from 'node:net';
import { z } from 'zod';
import { socketPathOf } from '../vocabulary/unix-socket.ts';

interface Address {
  readonly host: string;
  readonly port: number;
}

/** Accepts values that other rules may have refused. */
const address = z.object({ host: z.string(), port: z.number() }).optional().catch(undefined);
const upstream = z.object({ url: z.string() }).optional().catch(undefined);
const withAddresses = z.object({
  listen: address,
  admin: z.object({ listen: address }).optional().catch(undefined),
  primary: upstream,
  candidate: upstream,
  secondary: upstream,
});

const withSocket = z.object({ listen: z.object({ socket: z.string() }) });

const upstreamNames = ['primary', 'candidate', 'secondary'] as const;

/** A deployment in the config, and the address of Parallax that its URL reaches. */
export interface OwnAddressUse {
  readonly deployment: (typeof upstreamNames)[number];
  readonly address: 'listen' | 'admin.listen';
}

/**
 * The deployments of a config that are this Parallax itself: a request to them would come back without
 * end.
 *
 * @param addressesOf resolves a host name to IP addresses
 * @param local IP addresses of this machine other than loopback addresses
 * @param fileOf gives the same text for all paths of a Unix socket
 */
export function ownAddressUses(
  config: unknown,
  addressesOf: (host: string) => readonly string[] = knownAddresses,
  local: readonly string[] = [],
  fileOf: (path: string) => string = (path) => path,
): readonly OwnAddressUse[] {
  const { data } = withAddresses.safeParse(config);
  if (data === undefined) return [];
  const own = [
    ['listen', data.listen],
    ['admin.listen', data.admin?.listen],
  ] as const;
  const ownSocket = withSocket.safeParse(config).data?.listen.socket;
  return upstreamNames.flatMap((deployment) => {
    const socket = socketPathOf(data[deployment]?.url ?? '');
    if (socket !== null) {
      const isOwn = ownSocket !== undefined && fileOf(socket) === fileOf(ownSocket);
      return isOwn ? [{ deployment, address: 'listen' }] : [];
    }
    const to = addressOf(data[deployment]?.url);
    if (to === null) return [];
    const reached = own.find(([, from]) => {
      if (from === undefined || from.port !== to.port) return false;
      const theirs = addressesOf(to.host).map(connectedTo);
      return addressesOf(from.host).some((one) => theirs.some(isServedBy(one, local)));
    });
    return reached === undefined ? [] : [{ deployment, address: reached[0] }];
  });
}

/** The same as faults of the config, for addresses that need no lookup. */
export function ownAddressFaults(
  config: unknown,
): readonly { readonly path: string[]; readonly message: string }[] {
  return ownAddressUses(config).map(({ deployment, address }) => {
    return { path: [deployment, 'url'], message: ownAddressWords(address) };
  });
}

/** The fault if `listen` and `admin.listen` are the same address; looks no name up. */
export function sharedAddressFaults(
  config: unknown,
): readonly { readonly path: string[]; readonly message: string }[] {
  const { data } = withAddresses.safeParse(config);
  const [forClients, forAdmins] = [data?.listen, data?.admin?.listen];
  if (forClients === undefined || forAdmins === undefined) return [];
  if (forClients.port === 0 || forClients.port !== forAdmins.port) return [];
  const theirs = knownAddresses(forAdmins.host);
  const isShared = knownAddresses(forClients.host).some((one) =>
    theirs.some((other) => coincide(one, other)),
  );
  if (!isShared) return [];
  const message = (other: string): string =>
    `${other} has port ${forClients.port} as well: write another port`;
  // With the default of `admin.listen`, the user wrote the other one.
  return forAdmins.port === defaultAdminPort
    ? [{ path: ['listen'], message: message('admin.listen') }]
    : [{ path: ['admin', 'listen'], message: message('listen') }];
}

const defaultAdminPort = 9900;

/** Whether two listeners with the same port exclude each other. */
function coincide(one: string, other: string): boolean {
  if (one === other || one === '::' || other === '::') return true;
  const isIPv4 = isIP(one) === 4 && isIP(other) === 4;
  return isIPv4 && (one === '0.0.0.0' || other === '0.0.0.0');
}

/** The fault, and what to write instead. */
export function ownAddressWords(address: OwnAddressUse['address']): string {
  return `this is the address of Parallax itself, see ${address}: write the address of the deployment`;
}

/** The host, without the brackets of IPv6, and the port of a URL; null if it is not a URL. */
export function addressOf(url: string | undefined): Address | null {
  if (url === undefined || !URL.canParse(url)) return null;
  const { hostname, port, protocol } = new URL(url);
  const usual = protocol === 'https:' ? 443 : 80;
  return { host: hostname.replaceAll(/^\[|\]$/g, ''), port: port === '' ? usual : Number(port) };
}

/**
 * The addresses of a host without a look-up: of names, only `localhost` means the same everywhere
 * (RFC 6761, section 6.3).
 */
export function knownAddresses(host: string): readonly string[] {
  if (host.toLowerCase() === 'localhost') return ['127.0.0.1', '::1'];
  return [isIP(host) === 6 ? canonical(host) : host];
}

/** A connection to the unspecified address reaches this machine. */
function connectedTo(address: string): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  return address === '::' ? '::1' : address;
}

/** Makes the test of whether a connection to an address reaches a listener. */
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
