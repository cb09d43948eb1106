/**
 * Every gauge that a plane reports, with its help text. The planes, `/metrics` and the pages take the names
 * from here: another name does not compile. A name ends in its unit unless it is a plain count; a yes or no
 * is 1 or 0.
 */
export const gauges = {
  connections: 'Open client connections.',
  capture_bytes: 'Bytes held for mirroring, of capture.budgetBytes.',
  copies: 'Copies that the mirror has sent since the start, with outOfPath.',
  copies_waiting: 'Copies that wait for primary, of outOfPath.queueMax.',
  copies_in_flight: 'Copies that primary has not answered yet, of outOfPath.concurrency.',
  primary_breaker_open:
    'Whether primary is sent no copies because it was slow or failed too often.',
  mirror_queue: 'Exchanges waiting for the candidate.',
  mirror_in_flight: 'Requests the candidate has not answered yet.',
  mirror_lag_seconds:
    "Time from primary's answer to the mirrored request, for the last request that was sent.",
  held_writes: 'Writes that wait until the candidate can be connected to.',
  held_pairs: 'Pairs that wait until the writes that overlapped with them are settled.',
  identities: 'Identities that are known in both deployments.',
  marks: "Things that are marked as different in the candidate's state.",
  marks_unsaved:
    'Marks that a restart of the shadow plane or another owner would not know, since there was no room for them.',
  marks_without_states:
    'Marks of which a restart or another owner would not know what primary showed before, since there was no room for it.',
  breaker_open: 'Whether mirroring is suspended because the candidate failed too often.',
  candidate_outages:
    'How often the candidate was found stopped since the shadow plane started, if it reports no version.',
  asked_in_flight: 'In a replay that asks primary: requests that primary has not answered yet.',
  asked_settled:
    'In a replay that asks primary: exchanges that primary has answered, or was not sent.',
  asked_known_statuses:
    'In a replay that asks primary: responses of primary to requests whose recorded status is known.',
  asked_changed_statuses:
    'In a replay that asks primary: those with another status than the recorded one.',
  secondary_in_flight: 'Requests the secondary has not answered yet.',
  secondary_failures:
    'Requests without a whole answer from the secondary since the shadow plane started.',
  secondary_breaker_open: 'Whether the secondary is left out because it failed too often.',
  secondary_missed_writes:
    'Writes the secondary may have missed since the shadow plane started; its state must be renewed.',
  listen_tls_files_refused: tlsHelp('tls'),
  admin_tls_files_refused: tlsHelp('admin.tls'),
  primary_tls_files_refused: tlsHelp('primary.tls'),
  candidate_tls_files_refused: tlsHelp('candidate.tls'),
  secondary_tls_files_refused: tlsHelp('secondary.tls'),
  compare_waiting_pairs: 'Pairs waiting to be compared.',
  fleet_partitions:
    'Partitions that the fleet has. The same at every hub: aggregate with max, not with sum.',
  hub_partitions: 'Partitions of the fleet that this hub owns.',
  hub_takeovers: 'Partitions that this hub has taken from hubs that were gone, since its start.',
  hub_in_doubt:
    'Exchanges that this hub left out since its start because a former owner may have sent them.',
  hub_recalled:
    'Writes whose answers this hub has from a former owner that did not count them, since its start.',
  hub_unsent:
    'Exchanges that a former owner had claimed but not sent, and that this hub has sent since its start.',
  hub_sends_not_recorded:
    'Exchanges that this hub has sent since its start without a record in the stream.',
  hub_answers_not_recorded:
    'Answers to writes that this hub could not record for the next owner, or not read, since its start.',
  stream_lag_messages: 'Messages of taps in the stream that this hub has not read yet.',
  stream_lag_seconds:
    'Age of the last message that this hub has read, while more wait in the stream.',
  unreadable_versions: 'Messages of taps of a version that this hub cannot read, since its start.',
  unreadable_malformed: 'Messages of taps that were malformed, since the start of this hub.',
  unreadable_incomplete:
    'Messages of taps of which parts were missing, since the start of this hub.',
  order_late:
    'Exchanges that came to this hub after later ones had been mirrored, since its start.',
  order_unsure:
    'Exchanges that this hub has mirrored although an active tap had not reported so far, since its start.',
  clock_contradictions:
    'Exchanges that show that the clocks of two taps differ by more than fleet.clockSkewMs, since the start of this hub.',
  clock_skew_seen_seconds:
    'The least difference of clocks that explains the exchanges of all taps, since the start of this hub.',
  recording_up:
    'Whether exchanges are recorded: 1, or 0 while the file cannot be written; the recorder retries every 30 seconds.',
  recording_exchanges: 'Exchanges that were recorded since the recorder started.',
  recording_bytes: 'Bytes that were written to recordings since the recorder started.',
  recording_lost:
    'Exchanges that were not recorded since the recorder started because the file could not be written.',
  recording_over_budget:
    'Exchanges that were not recorded since the start because too many waited for the recorder, or it was restarted.',
  recording_bodies_left_out:
    'Bodies that were left out of recordings since the recorder started, because they could not be searched for credentials.',
  recording_seen: 'Exchanges from which record.distinct has chosen since the recorder started.',
  recording_kinds:
    'Kinds of exchanges that record.distinct has seen since the recorder started: route, operation, status and body shapes.',
  clocks_ahead:
    "Taps whose clock is more than a second ahead of this hub's, so that it is not used.",
} as const;

function tlsHelp(key: string): string {
  return `Whether the newest files of ${key} cannot be used; the previous ones stay in use.`;
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
