import { createHash, createHmac, randomBytes } from 'node:crypto';

/**
 * The id of something that its natural key names: a UUID of version 5 (RFC 9562, section 5.5) with
 * the seed as its namespace. Ids that were counted up would depend on the order of arrival, which
 * two deployments under the same concurrent load don't share.
 */
export function uuidOf(seed: string, ...naturalKey: readonly string[]): string {
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

/**
 * The secret that a client of the gateway sends as its bearer token.
 *
 * @param rotation how often the key's secret was replaced
 */
export function mintVirtualKey(
  seed: string,
  team: string,
  keyName: string,
  rotation: number,
): string {
  const secret = createHmac('sha256', seed)
    .update(JSON.stringify([team, keyName, rotation]))
    .digest();
  return `condt_${secret.toString('base64url').slice(0, 32)}`;
}

/** What is kept of a virtual key, a session or a password: enough to know it again. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** What a person recognises a virtual key by. */
export function prefixOf(virtualKey: string): string {
  return virtualKey.slice(0, 10);
}

/** What a team's member sends instead of the password. */
export function mintSessionToken(): string {
  return `conds_${randomBytes(24).toString('base64url')}`;
}

/** An entity tag (RFC 9110, section 8.8.3) for one revision of a virtual key. */
export function entityTag(seed: string, id: string | number, revision: number): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([seed, id, revision]))
    .digest('hex');
  return `"${digest.slice(0, 20)}"`;
}
