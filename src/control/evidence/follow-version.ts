import type { Config } from '../../config/schema.ts';
import type { Logger } from '../../log.ts';
import { openUpstreamTls } from '../../wire/open-upstream-tls.ts';
import type { UpstreamTls } from '../../wire/upstream.ts';
import { unknownVersion } from '../epoch.ts';
import type { ReturnAfter } from './epoch-line.ts';
import type { KeptEvidence } from './kept-evidence.ts';
import { pollVersion } from './version-poll.ts';

type Candidate = Pick<Config['candidate'], 'url' | 'version' | 'headers' | 'tls'>;

const silentMs = 60_000;

/** The version comes with each answer, or at intervals. */
export function returnAfter({ version }: Pick<Candidate, 'version'>): ReturnAfter {
  return { seen: version?.kind === 'poll' ? 10 : 100, silentMs };
}

/** Reports to the evidence which version of the candidate runs, if the candidate's answers do not contain it. */
export interface VersionFollower {
  start(): void;
  /** Reloads the TLS files that have changed. */
  reread(): void;
  stop(): void;
}

/** @throws ParallaxError `tls_files` if the candidate's TLS files cannot be used */
export function createVersionFollower(
  candidate: Candidate,
  evidence: KeptEvidence,
  log: Logger,
): VersionFollower {
  const tls = openUpstreamTls({
    part: 'candidate',
    config: candidate.version?.kind === 'poll' ? candidate.tls : undefined,
    log,
    tally: null,
  });
  let stopPolling: (() => void) | null = null;
  return {
    start() {
      stopPolling = follow(candidate, tls, evidence, log);
    },
    reread: () => tls?.reread(),
    stop() {
      tls?.close();
      stopPolling?.();
    },
  };
}

/** @returns stops polling */
function follow(
  { url, version, headers }: Candidate,
  tls: UpstreamTls | null,
  evidence: KeptEvidence,
  log: Logger,
): () => void {
  switch (version?.kind) {
    case 'fixed':
      evidence.runs(version.version);
      break;
    case 'poll':
      return pollVersion({
        url,
        tls,
        headers: Object.fromEntries(
          Object.entries(headers?.set ?? {}).map(([name, { text }]) => [name.toLowerCase(), text]),
        ),
        poll: version,
        onVersion: (said) => evidence.polled(said),
        log,
      });
    case 'header':
      break;
    case undefined:
      evidence.runs(unknownVersion);
      break;
  }
  return () => undefined;
}
