import { serverOf } from './same-server.ts';

/** The addresses of the compared deployments. */
export interface Places {
  readonly primary: { readonly url: string };
  readonly candidate: { readonly url: string };
}

/** Their servers, each as a text of its own. */
export interface Servers {
  readonly primary: string;
  readonly candidate: string;
}

export function serversOf({ primary, candidate }: Places): Servers {
  return { primary: serverOf(primary.url), candidate: serverOf(candidate.url) };
}

/**
 * A deployment has changed its role: the former candidate answers the clients, or the former primary is the
 * candidate.
 */
export function isTurned(before: Places, now: Places): boolean {
  return areTurned(serversOf(before), serversOf(now));
}

export function areTurned(before: Servers, now: Servers): boolean {
  if (now.primary === before.primary) return false;
  return now.primary === before.candidate || now.candidate === before.primary;
}

/** Primary and candidate are swapped, and so are their identities. */
export function areExchanged(before: Servers, now: Servers): boolean {
  return (
    areTurned(before, now) && now.primary === before.candidate && now.candidate === before.primary
  );
}
