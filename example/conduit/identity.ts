import { createHash, createHmac } from 'node:crypto';

/**
 * The id of something that its natural key names: a UUID of version 5 (RFC 9562, section 5.5) with
 * the seed as its namespace. Ids that were counted up would depend on the order of arrival, which
 * two deployments under the same concurrent load don't share.
 */
export function mintId(seed: string, ...naturalKey: readonly string[]): string {
  const digest = createHash('sha1')
    .update(JSON.stringify([seed, ...naturalKey]))
    .digest();
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x50;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  const hex = digest.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join('-');
}

/** The secret that a client of the gateway sends as its bearer token. */
export function mintVirtualKey(seed: string, team: string, keyName: string): string {
  const secret = createHmac('sha256', seed)
    .update(JSON.stringify([team, keyName]))
    .digest();
  return `condt_${secret.toString('base64url').slice(0, 32)}`;
}

/** What is kept of a virtual key: enough to know it again, too little to use it. */
export function hashVirtualKey(virtualKey: string): string {
  return createHash('sha256').update(virtualKey).digest('hex');
}

/** What a person can tell a virtual key by. */
export function prefixOf(virtualKey: string): string {
  return virtualKey.slice(0, 10);
}
