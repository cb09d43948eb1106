import { hasCandidate, type Role } from '../config/role.ts';
import type { Config } from '../config/schema.ts';
import { version } from '../control/version.ts';

interface Addresses {
  /** `HOST:PORT` or `unix:/PATH`; a hub has none. */
  readonly listenAddress?: string;
  readonly adminAddress: string;
}

/** The text on a terminal when Parallax serves. */
export function banner(
  { primary, candidate, tls, admin }: Config,
  role: Role,
  { listenAddress, adminAddress }: Addresses,
): string {
  const lines = [
    ...(listenAddress === undefined ? [] : [['clients', urlOf(listenAddress, tls !== undefined)]]),
    ...(role === 'hub' ? [] : [['primary', primary.url]]),
    ...(hasCandidate(role) ? [['candidate', candidate.url]] : []),
    ['pages', urlOf(adminAddress, admin.tls !== undefined)],
  ];
  const rows = lines.map(([name = '', value = '']) => `  ${name.padEnd(10)} ${value}\n`);
  return `\nParallax ${version}\n${rows.join('')}  Ctrl+C stops it\n\n`;
}

function urlOf(address: string, hasTls: boolean): string {
  if (address.startsWith('unix:')) return address;
  return `${hasTls ? 'https' : 'http'}://${address}`;
}
