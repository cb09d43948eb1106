import type { Socket } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../config/schema.ts';
import type { Logger, RateLimitedLog } from '../log.ts';
import type { ConfigRevision } from '../vocabulary/config-revision.ts';
import { connectFaultOf, OutageState } from '../vocabulary/outage.ts';
import type { Tally } from '../vocabulary/tally.ts';
import { openUpstreamTls } from '../wire/open-upstream-tls.ts';
import { isOwnLimitCode } from '../wire/own-limits.ts';
import { connectUpstream, parseUpstream, type UpstreamEvents } from '../wire/upstream.ts';
import { appendForwarded, replaceHost } from './head-edits.ts';
import { unreachableWords } from './problems.ts';
import { RequestGate } from './request-gate.ts';

/** How one primary serves client connections, under one or more configs. */
export interface PrimaryBinding {
  /** The revision of the latest of these configs. */
  revision: ConfigRevision;
  /** The revision of the first one. */
  readonly since: ConfigRevision;
  readonly connectTimeoutMs: number;
  readonly reach: Pick<OutageState, 'outage'>;
  /** Whether another config serves clients in the same way. */
  isAsIn(config: Config): boolean;
  connect(events: UpstreamEvents): Socket;
  /** Null if heads are not edited. */
  gateFor(clientAddress: string | undefined): RequestGate | null;
  onReachable(): void;
  /** @param reason an error code of the system */
  onUnreachable(reason: string): void;
  /** Reloads the TLS files that have changed. */
  reread(): void;
  close(): void;
}

export interface PrimaryBindingOptions {
  readonly config: Config;
  readonly revision: ConfigRevision;
  readonly tally: Tally;
  readonly log: Logger;
  readonly problems: RateLimitedLog;
}

/** @throws ParallaxError `tls_files` if the TLS files of primary cannot be used */
export function bindPrimary({
  config,
  revision,
  tally,
  log,
  problems,
}: PrimaryBindingOptions): PrimaryBinding {
  const { primary, forwarded } = config;
  const tls = openUpstreamTls({ part: 'primary', config: primary.tls, log, tally });
  const upstream = parseUpstream(primary.url, tls);
  const reach = new OutageState({ deployment: 'primary', url: primary.url });
  const forPrimary = primary.hostHeader === 'upstream' ? replaceHost(upstream.authority) : null;
  const scheme = config.tls === undefined ? 'http' : 'https';
  return {
    revision,
    since: revision,
    connectTimeoutMs: primary.connectTimeoutMs,
    reach,
    isAsIn: (other) => other.forwarded === forwarded && isDeepStrictEqual(other.primary, primary),
    connect: (events) => connectUpstream(upstream, events),
    gateFor(clientAddress) {
      if (!forwarded && forPrimary === null) return null;
      const forEveryone = forwarded ? appendForwarded(clientAddress, scheme) : null;
      return new RequestGate({ forEveryone, forPrimary });
    },
    onReachable: () => reach.connected(),
    onUnreachable(reason) {
      const isOwn = isOwnLimitCode(reason);
      if (isOwn) tally.ownLimit('primary');
      const fault = isOwn ? 'own_limits' : connectFaultOf(reason);
      tally.connectFailed(fault);
      reach.failed(fault);
      const name = isOwn ? 'own_limits' : 'primary_unreachable';
      problems.warn(name, { reason }, unreachableWords(reason));
    },
    reread: () => tls?.reread(),
    close: () => tls?.close(),
  };
}
