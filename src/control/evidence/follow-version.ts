import type { Config } from '../../config/schema.ts';
import type { Logger } from '../../log.ts';
import type { UpstreamTls } from '../../wire/upstream.ts';
import { unknownVersion } from './epoch.ts';
import type { ReturnAfter } from './epoch-line.ts';
import type { KeptEvidence } from './kept-evidence.ts';
import { pollVersion } from './version-poll.ts';

type Candidate = Pick<Config['candidate'], 'url' | 'version' | 'headers'>;

const silentMs = 60_000;

/** A version is said with each answer, or every so often. */
export function returnAfter({ version }: Candidate): ReturnAfter {
  return { seen: version?.kind === 'poll' ? 10 : 100, silentMs };
}

/**
 * Tells the evidence which version runs, where answers do not say so themselves.
 *
 * @returns stops doing so
 */
export function followVersion(
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
