interface Addresses {
  readonly family: 4 | 6;
  readonly source: string;
  readonly target: string;
}

/** A PROXY header of version 1, from port 4711 to port 443. */
export function textHeader({ family, source, target }: Addresses): Buffer {
  return Buffer.from(`PROXY TCP${family} ${source} ${target} 4711 443\r\n`);
}

export type BinaryHeaderSpec = {
  readonly command?: number;
  readonly protocol?: number;
  /** Behind the addresses. */
  readonly fields?: Buffer;
} & (Addresses | { readonly protocol: number; readonly addresses: string });

/** A PROXY header of version 2, for a stream by default. */
export function binaryHeader(spec: BinaryHeaderSpec): Buffer {
  const { command = 0x21, fields = Buffer.alloc(0) } = spec;
  const { protocol = 'family' in spec && spec.family === 6 ? 0x21 : 0x11 } = spec;
  const addresses =
    'family' in spec
      ? Buffer.concat([...[spec.source, spec.target].map(octetsOf), Buffer.from([18, 103, 1, 187])])
      : Buffer.from(spec.addresses);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(addresses.length + fields.length);
  const start = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
  return Buffer.concat([start, Buffer.from([command, protocol]), length, addresses, fields]);
}

function octetsOf(address: string): Buffer {
  if (!address.includes(':')) return Buffer.from(address.split('.').map(Number));
  const [left = '', right = ''] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const [before, behind] = [left, right].map((half) => half.split(':').filter(Boolean));
  const zeros = Array<string>(8 - before!.length - behind!.length).fill('0');
  const groups = [...before!, ...zeros, ...behind!];
  return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex');
}
