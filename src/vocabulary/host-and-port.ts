/** An address as text, `HOST:PORT`, with an IPv6 host in brackets. */
export function hostAndPort({
  host,
  port,
}: {
  readonly host: string;
  readonly port: number;
}): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
