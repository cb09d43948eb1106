/**
 * Every present value that a plane reports, and what it means. The planes, `/metrics` and the pages have the
 * names from here alone: what is not in this list does not compile. A value that is no plain count has its
 * unit last in its name; one that says whether something is so is 0 or 1.
 */
export const gauges = {
  connections: 'Open client connections.',
  capture_bytes: 'Bytes held for mirroring, of capture.budgetBytes.',
  mirror_queue: 'Exchanges waiting for the candidate.',
  mirror_in_flight: 'Requests the candidate has not answered yet.',
  mirror_lag_seconds: 'From the answer of primary to the mirrored request, of the last one sent.',
  held_writes: 'Writes that wait until the candidate can be connected to.',
  identities: 'Identities whose names in either deployment are known.',
  marks: "Things that are marked as different in the candidate's state.",
  breaker_open: 'Whether mirroring is suspended because the candidate failed too often.',
  candidate_outages:
    'How often the candidate was found stopped since the shadow plane started, where it does not say its version.',
  secondary_in_flight: 'Requests the secondary has not answered yet.',
  secondary_failures:
    'Requests the secondary gave no whole answer to since the shadow plane started.',
  secondary_breaker_open: 'Whether the secondary is left out because it failed too often.',
  secondary_missed_writes:
    'Writes the secondary may have missed since the shadow plane started; its state is to be renewed.',
  listen_tls_files_refused: tlsHelp('tls'),
  admin_tls_files_refused: tlsHelp('admin.tls'),
  primary_tls_files_refused: tlsHelp('primary.tls'),
  candidate_tls_files_refused: tlsHelp('candidate.tls'),
  secondary_tls_files_refused: tlsHelp('secondary.tls'),
  compare_waiting_pairs: 'Pairs waiting to be compared.',
} as const;

function tlsHelp(key: string): string {
  return `Whether the newest files of ${key} cannot be used, so that those before stay in use.`;
}

export type GaugeName = keyof typeof gauges;

/** Present values by name; those of planes that have not reported are not there. */
export type GaugeValues = Readonly<Partial<Record<GaugeName, number>>>;

export const gaugeNames = Object.keys(gauges) as readonly GaugeName[];
