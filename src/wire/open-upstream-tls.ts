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
  /** Null if another plane reports the gauge. */
  readonly tally: Tally | null;
}

/** TLS settings whose files are reloaded. */
export interface OpenUpstreamTls extends UpstreamTls {
  reread(): void;
  close(): void;
}

/**
 * Opens the TLS settings of a deployment; null if it has none.
 *
 * @throws ParallaxError `tls_files` if its files cannot be used
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
