import { compilePathValues } from '../../config/filter/path-values.ts';
import type { CandidateVersion } from '../../config/candidate-version.ts';
import type { Logger } from '../../log.ts';
import { ParallaxError } from '../../vocabulary/errors.ts';
import { httpOrigin, socketPathOf } from '../../vocabulary/unix-socket.ts';
import { versionText } from '../../vocabulary/version-text.ts';
import { createWalkBudget } from '../../vocabulary/walk-budget.ts';
import type { UpstreamTls } from '../../wire/upstream.ts';
import { askEvery } from '../ask-every.ts';
import { fetchText } from '../fetch-text.ts';

interface VersionPollOptions {
  /** The candidate's, with the path that all of its paths begin with, or its socket. */
  readonly url: string;
  readonly tls: UpstreamTls | null;
  /** What the config sets in each request to the candidate. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly poll: Extract<CandidateVersion, { kind: 'poll' }>;
  readonly onVersion: (version: string) => void;
  readonly log: Logger;
}

const bodyBytesMax = 64 * 1024;
const fieldLimits = { nodesMax: 1_000_000, msMax: 50 };

/**
 * Asks the candidate for its version, at once and then every so often. What goes wrong is logged;
 * the version is taken to be the same meanwhile.
 *
 * @returns stops asking
 */
export function pollVersion({
  url,
  tls,
  headers = {},
  poll,
  onVersion,
  log,
}: VersionPollOptions): () => void {
  const read = createVersionReader(poll.field);
  return askEvery({
    everyMs: poll.everyMs,
    async ask(signal) {
      const text = await fetchText({
        url: httpOrigin(url) + poll.path,
        socketPath: socketPathOf(url) ?? undefined,
        tls,
        headers: { accept: '*/*', ...headers },
        bodyBytesMax,
        signal,
      });
      const version = read(text);
      if (version === '') throw new ParallaxError('no_version', 'the answer contains no version');
      signal.throwIfAborted();
      onVersion(version);
    },
    name: 'version_poll',
    details: { path: poll.path },
    message: 'the candidate did not report its version',
    log,
  });
}

/** @returns what reads the version in an answer; empty where there is none */
function createVersionReader(field: string | undefined): (text: string) => string {
  if (field === undefined) return versionText;
  const valuesAt = compilePathValues(field);
  return (text) => {
    const values = valuesAt(JSON.parse(text), createWalkBudget(fieldLimits));
    if (values === null)
      throw new ParallaxError('version_too_costly', 'its path takes too long to evaluate');
    const [value] = values;
    return typeof value === 'string' || typeof value === 'number' ? versionText(`${value}`) : '';
  };
}
