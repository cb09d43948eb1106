import type { Config } from './schema.ts';

type Deployments = Pick<Config, 'primary' | 'candidate'>;

/** A deployment takes another part: the former candidate answers the clients, or the former primary is mirrored to. */
export function isTurned(before: Deployments, now: Deployments): boolean {
  if (now.primary.url === before.primary.url) return false;
  return now.primary.url === before.candidate.url || now.candidate.url === before.primary.url;
}

/** Primary and candidate have changed places, and with them what each calls a thing. */
export function isExchanged(before: Deployments, now: Deployments): boolean {
  return (
    isTurned(before, now) &&
    now.primary.url === before.candidate.url &&
    now.candidate.url === before.primary.url
  );
}
