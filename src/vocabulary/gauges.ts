/**
 * Every gauge that a plane reports, with its help text. The planes, `/metrics` and the pages take the names
 * from here: another name does not compile. A name ends in its unit unless it is a plain count; a yes or no
 * is 1 or 0.
 */
export const gauges = {
  connections: 'Open client connections.',
  connections_max: 'Client connections that may be open at once: limits.connections.',
  capture_bytes: 'Bytes of captured exchanges that wait to be mirrored.',
  capture_bytes_max: 'Bytes that may wait to be mirrored: capture.budgetBytes.',
  copies: 'With outOfPath: copies received from the mirror since the start.',
  copies_waiting: 'With outOfPath: copies that wait for primary.',
  copies_waiting_max: 'With outOfPath: copies that may wait for primary: outOfPath.queueMax.',
  copies_in_flight: 'With outOfPath: copies that primary has not answered yet.',
  copies_in_flight_max:
    'With outOfPath: copies that may be with primary at once: outOfPath.concurrency.',
  primary_breaker_open:
    'With outOfPath: 1 while primary gets only probes because it was slow or failed too often, else 0.',
  mirror_queue: 'Exchanges that wait for the candidate.',
  mirror_queue_max: 'Exchanges that may wait for the candidate: mirror.queueMax.',
  mirror_in_flight: 'Requests that the candidate has not answered yet.',
  mirror_in_flight_max: 'Requests that may be with the candidate at once: mirror.concurrency.',
  mirror_lag_seconds:
    "Mirror lag: the time from primary's answer to the mirrored request, for the request sent last; 0 if none is left to answer.",
  held_writes: 'Writes that wait until the candidate accepts connections.',
  held_writes_max: 'Writes that may wait until the candidate accepts connections.',
  held_pairs: 'Pairs that wait until the writes that overlapped with them are settled.',
  held_pairs_max: 'Pairs that may wait for overlapping writes.',
  identities: 'Identities that Parallax knows in both deployments.',
  identities_max: 'Identities that Parallax remembers: identities.max.',
  marks: "Marks: things whose state in the candidate differs from primary's.",
  marks_max: 'Marks that Parallax remembers.',
  marks_unsaved:
    'Marks that a restarted shadow plane or the next owner would not know, because there was no room to save them.',
  marks_without_states:
    'Marks saved without the state that primary showed before, because there was no room for it.',
  breaker_open:
    'Breaker of the candidate: 1 while mirroring is suspended because the candidate failed too often, else 0.',
  candidate_outages:
    'Times the candidate was found stopped since the shadow plane started, if it reports no version.',
  asked_in_flight: 'Replay that asks primary: requests that primary has not answered yet.',
  asked_settled: 'Replay that asks primary: exchanges that primary has answered, or was not sent.',
  asked_known_statuses:
    'Replay that asks primary: answers of primary to requests whose recorded status is known.',
  asked_changed_statuses:
    'Replay that asks primary: answers of primary whose status differs from the recorded one.',
  replay_compared_pairs: 'Replay of recorded answers: pairs that were compared, or left out.',
  replay_values_not_recorded:
    'Replay of recorded answers: values that were not compared, because the recording has placeholders for secrets.',
  secondary_in_flight: 'Requests that the secondary has not answered yet.',
  secondary_failures:
    'Requests that the secondary did not answer in full since the shadow plane started.',
  secondary_breaker_open:
    'Breaker of the secondary: 1 while it gets only probes because it failed too often, else 0.',
  secondary_missed_writes:
    'Writes that the secondary may have missed since the shadow plane started. If it is above 0, restore its state.',
  secondary_answers_shed:
    'Answers of the secondary that the compare plane had no room for since the shadow plane started.',
  listen_tls_files_refused: tlsHelp('tls'),
  admin_tls_files_refused: tlsHelp('admin.tls'),
  primary_tls_files_refused: tlsHelp('primary.tls'),
  candidate_tls_files_refused: tlsHelp('candidate.tls'),
  secondary_tls_files_refused: tlsHelp('secondary.tls'),
  compare_waiting_pairs: 'Pairs that wait to be compared.',
  fleet_partitions:
    'Partitions of the fleet. The same at every hub: aggregate with max, not with sum.',
  hub_partitions: 'Partitions of the fleet that this hub owns.',
  hub_takeovers: 'Partitions that this hub took over from lost hubs since its start.',
  hub_in_doubt:
    'Exchanges that this hub left out since its start because a former owner may have sent them.',
  hub_recalled:
    'Writes since the start of this hub whose answers a former owner recorded but did not count.',
  hub_unsent:
    'Exchanges that this hub sent since its start and that a former owner had claimed but not sent.',
  hub_sends_not_recorded:
    'Exchanges that this hub sent since its start without a record in the stream.',
  hub_answers_not_recorded:
    'Answers to writes since the start of this hub that it could not record for the next owner, or not read.',
  stream_lag_messages: 'Messages of taps in the stream that this hub has not read yet.',
  stream_lag_seconds:
    'Age of the last message that this hub has read; 0 when no more messages wait in the stream.',
  unreadable_versions: 'Messages of taps since the start of this hub whose version it cannot read.',
  unreadable_malformed: 'Malformed messages of taps since the start of this hub.',
  unreadable_incomplete: 'Messages of taps with missing parts since the start of this hub.',
  order_late:
    'Exchanges since the start of this hub that arrived after later ones had been mirrored.',
  order_unsure:
    'Exchanges since the start of this hub that it mirrored before each active tap had reported up to their time.',
  clock_contradictions:
    'Exchanges since the start of this hub that prove that the clocks of two taps differ by more than fleet.clockSkewMs.',
  clock_skew_seen_seconds:
    'The least difference between clocks of taps that explains the exchanges since the start of this hub.',
  recording_up:
    'Recording: 1 while exchanges are recorded, 0 while the file cannot be written. The recorder retries every 30 seconds.',
  recording_exchanges: 'Exchanges recorded since the recorder started.',
  recording_bytes: 'Bytes written to recordings since the recorder started.',
  recording_lost:
    'Exchanges not recorded since the recorder started, because the file could not be written.',
  recording_over_budget:
    'Exchanges not recorded since the start, because too many waited for the recorder, or it was restarted.',
  recording_bodies_left_out:
    'Bodies left out of recordings since the recorder started, because Parallax could not search them for credentials.',
  recording_seen: 'Exchanges from which record.distinct has chosen since the recorder started.',
  recording_kinds:
    'Kinds of exchanges that record.distinct has seen since the recorder started: route, operation, status and body shapes.',
  clocks_ahead: "Taps whose clock is ignored because it is over a second ahead of this hub's.",
} as const;

function tlsHelp(key: string): string {
  return `TLS files of ${key}: 1 while the newest ones cannot be used and the previous ones stay in use, else 0.`;
}

export type GaugeName = keyof typeof gauges;

/** Gauges by name, without those of planes that have not reported. */
export type GaugeValues = Readonly<Partial<Record<GaugeName, number>>>;

export const gaugeNames = Object.keys(gauges) as readonly GaugeName[];

/** Gauges of which the largest value counts if a plane has several parts; other gauges are added up. */
const largestOf: ReadonlySet<GaugeName> = new Set([
  'mirror_lag_seconds',
  'breaker_open',
  'primary_breaker_open',
  'secondary_breaker_open',
  'candidate_tls_files_refused',
  'secondary_tls_files_refused',
]);

/** Adds the value of one more part of a plane to a gauge. */
export function joinGauges(name: GaugeName, former: number | undefined, value: number): number {
  if (former === undefined) return value;
  return largestOf.has(name) ? Math.max(former, value) : former + value;
}
