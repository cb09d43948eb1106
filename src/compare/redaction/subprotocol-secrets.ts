import { looksLikeToken } from '../../vocabulary/token-segment.ts';
import { matchesOf } from './matches-of.ts';
import type { Span } from './span.ts';

/** Names such as `v12.stomp` are shorter. */
const tokenCharsMin = 24;
const item = /[^\s,]+/g;
const credentialName = /^(?:bearer|token|access[_-]?token|auth|authorization|jwt)$/i;
/** Kubernetes has the credential in the name. */
const credentialStart = /^base64url\.bearer\.authorization\.k8s\.io\./i;

/**
 * Credentials in `Sec-WebSocket-Protocol`: pages of browsers can set no other field of a WebSocket, so some send
 * `bearer, TOKEN` there.
 */
export function* subprotocolSecrets(value: string): Generator<Span> {
  let isCredential = false;
  for (const { index, 0: protocol } of matchesOf(value, item)) {
    const start = index + (credentialStart.exec(protocol)?.[0].length ?? 0);
    const end = index + protocol.length;
    const isToken = protocol.length >= tokenCharsMin && looksLikeToken(protocol);
    if (isCredential || start > index || isToken) yield { start, end };
    isCredential = credentialName.test(protocol);
  }
}
