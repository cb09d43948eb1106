/** Where the deployments are that exchanges are compared between. */
export interface Places {
  readonly primary: { readonly url: string };
  readonly candidate: { readonly url: string };
}

/** A deployment takes another part: the former candidate answers the clients, or the former primary is mirrored to. */
export function isTurned(before: Places, now: Places): boolean {
  if (now.primary.url === before.primary.url) return false;
  return now.primary.url === before.candidate.url || now.candidate.url === before.primary.url;
}

/** Primary and candidate have changed places, and with them what each calls a thing. */
export function isExchanged(before: Places, now: Places): boolean {
  return (
    isTurned(before, now) &&
    now.primary.url === before.candidate.url &&
    now.candidate.url === before.primary.url
  );
}
