import { serverOf } from './same-server.ts';

/** Where the deployments are that exchanges are compared between. */
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

/** A deployment takes another part: the former candidate answers the clients, or the former primary is mirrored to. */
export function isTurned(before: Places, now: Places): boolean {
  return areTurned(serversOf(before), serversOf(now));
}

export function areTurned(before: Servers, now: Servers): boolean {
  if (now.primary === before.primary) return false;
  return now.primary === before.candidate || now.candidate === before.primary;
}

/** Primary and candidate have changed places, and with them what each calls a thing. */
export function areExchanged(before: Servers, now: Servers): boolean {
  return (
    areTurned(before, now) && now.primary === before.candidate && now.candidate === before.primary
  );
}
