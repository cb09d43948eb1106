import { createHash } from 'node:crypto';

/** The key of a group of examples: a digest, since a field can be longer than an index takes. */
export function groupKey(epoch: string, route: string, field: string): string {
  const group = JSON.stringify([epoch, route, field]);
  return createHash('sha256').update(group).digest('base64url').slice(0, 24);
}
