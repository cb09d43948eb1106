import type { Tally } from '../vocabulary/tally.ts';
import type { CurrentTls, TlsPart } from './current-tls.ts';

/** Counts 1 while the newest TLS files of a part cannot be used, else 0. */
export function gaugeTls(tally: Tally, part: TlsPart, current: CurrentTls): void {
  tally.gauge(`${part}_tls_files_refused`, () => (current.isRefused ? 1 : 0));
}
