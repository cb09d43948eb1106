import { openCurrentTls, type WatchedTlsPart } from '../../config/current-tls.ts';
import { readSecretFile } from '../../config/secret-file.ts';
import type { UpstreamTlsConfig } from '../../config/upstream-tls.ts';
import type { Logger } from '../../log.ts';
import { ParallaxError } from '../../vocabulary/errors.ts';
import { socketPathOf } from '../../vocabulary/unix-socket.ts';
import type { UpstreamTls } from '../../wire/upstream.ts';
import { fetchText } from '../fetch-text.ts';

interface EndpointConfig {
  readonly url: string;
  readonly tls?: UpstreamTlsConfig | undefined;
  readonly tokenFile?: string | undefined;
}

/** An address that is requested at intervals, with the secrets of the config. */
export interface Endpoint {
  /**
   * @param path is put behind the URL
   * @throws as `fetchText`, and ParallaxError `watch_token` if the token file cannot be used
   */
  ask(question: {
    readonly path?: string;
    readonly form?: string;
    readonly accept: string;
    readonly signal: AbortSignal;
  }): Promise<string>;
  /** Reloads the TLS files that have changed. */
  reread(): void;
  close(): void;
}

const bodyBytesMax = 10 * 1024 * 1024;

/** @throws ParallaxError `tls_files` if the TLS files cannot be used */
export function openEndpoint(
  { url, tls: files, tokenFile }: EndpointConfig,
  part: WatchedTlsPart,
  log: Logger,
): Endpoint {
  const current = files === undefined ? null : openCurrentTls({ part, files, log });
  const socketPath = socketPathOf(url) ?? undefined;
  const origin = socketPath === undefined ? url : 'http://localhost';
  return {
    async ask({ path = '', form, accept, signal }) {
      const tls: UpstreamTls | null = current && {
        context: current.context,
        serverName: files?.serverName,
      };
      const token = tokenFile === undefined ? null : tokenIn(tokenFile);
      const headers = { accept, ...(token !== null && { authorization: `Bearer ${token}` }) };
      const asked = { url: origin + path, socketPath, tls, headers, bodyBytesMax, signal };
      return fetchText(form === undefined ? asked : { ...asked, form });
    },
    reread: () => current?.reread(),
    close: () => current?.close(),
  };
}

function tokenIn(file: string): string {
  const { value: text, fault } = readSecretFile(file);
  // A line break in it would cause an error that quotes the header.
  if (text === null || !/^[!-~]+$/.test(text)) {
    throw new ParallaxError('watch_token', `the token file: ${fault ?? 'it has no valid token'}`);
  }
  return text;
}
