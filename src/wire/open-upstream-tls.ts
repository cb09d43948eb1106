import { openCurrentTls, type TlsPart } from '../config/current-tls.ts';
import { gaugeTls } from '../config/gauge-tls.ts';
import type { UpstreamTlsConfig } from '../config/upstream-tls.ts';
import type { Logger } from '../log.ts';
import type { Tally } from '../vocabulary/tally.ts';
import type { UpstreamTls } from './upstream.ts';

export interface OpenUpstreamTlsOptions {
  readonly part: TlsPart;
  readonly config: UpstreamTlsConfig | undefined;
  readonly log: Logger;
  /** Null where another plane counts. */
  readonly tally: Tally | null;
}

/** With its files as they are now. */
export interface OpenUpstreamTls extends UpstreamTls {
  reread(): void;
  close(): void;
}

/**
 * Opens what the config says of TLS to a deployment; null where it says nothing.
 *
 * @throws ParallaxError `tls_files` where its files cannot be used
 */
export function openUpstreamTls(options: OpenUpstreamTlsOptions): OpenUpstreamTls | null {
  const { part, config, log, tally } = options;
  if (config === undefined) return null;
  const current = openCurrentTls({ part, files: config, log });
  if (tally !== null) gaugeTls(tally, part, current);
  return {
    serverName: config.serverName,
    get context() {
      return current.context;
    },
    reread: () => current.reread(),
    close: () => current.close(),
  };
}
