/**
 * Why an exchange that could have been compared was not. Shedding protects the live path; it is
 * always counted by reason and never silent.
 */
export const shedReasons = [
  'body_too_large', // a body passed capture.bodyBytesMax
  'capture_budget', // capture.budgetBytes was spent
  'aborted', // client or primary broke the exchange off before its end
  'mirror_queue', // too many exchanges were waiting for the candidate
  'primary_rate', // outOfPath.perSecondMax copies per second were sent to primary
  'primary_busy', // outOfPath.queueMax copies were waiting for primary
  'primary_breaker', // kept from a primary that was slow or failed, with outOfPath
  'breaker_open', // kept from a candidate that was down, and primary failed, too: else it is a candidate error
  'own_limits', // Parallax had no descriptor, port or memory left for a connection to the candidate
  'stale_connection', // the candidate closed a kept connection as a write was sent on it, perhaps unread
  'compare_budget', // the compare plane fell behind
  'control_budget', // the control plane fell behind
  'places_changed', // it began before primary and candidate were swapped, and could not be mirrored in time
  'plane_restart', // in flight to a plane that had to be restarted
  'uplink_budget', // a tap had too much that NATS had not acknowledged
  'uplink_failed', // NATS refused a tap's message, or it is not known whether NATS has it
  'stream_full', // a tap's message was refused, as the stream of the fleet was full
  'late', // came to its hub after exchanges that followed it had been mirrored
  'takeover', // on its way when another hub took over, and recorded as sent; a write is not sent again
  'tap_lost', // a write that was under way at a tap of the fleet that was never heard of again
  'unreadable', // its hub cannot read its message or the tap's reason for leaving it out, or a replay a part of its recording
] as const;

export type ShedReason = (typeof shedReasons)[number];

/** The peers of connections that can fail for lack of a descriptor, port or memory of Parallax. */
export const ownLimitPeers = ['client', 'primary', 'candidate', 'secondary'] as const;

export type OwnLimitPeer = (typeof ownLimitPeers)[number];

/** Why an exchange is by policy not mirrored. Not a loss: it was never meant to be compared. */
export const skipReasons = [
  'unsafe_method', // a write, and mirror.methods is safe
  'not_sampled', // left out by mirror.sample, or by sample on its route
  'unmirrorable', // with the candidate's identities in it, the request would be malformed
  'invalid_target', // the config's edits of the path or the query make no target that can be sent
  'already_mirrored', // the request has x-parallax-exchange or x-parallax-copy: a Parallax has sent it
  'route_off', // the route has mirror: off
  'route_rate', // left out by perSecondMax on its route
  'upgrade', // the request asked for another protocol on its connection, such as a WebSocket
  'refused_expectation', // primary answered before the body that Expect: 100-continue held back
  'body_not_recorded', // the recording lacks a body: its secrets could not be replaced, or another program did not keep it
  'opaque', // the connection could not be followed to the end of the exchange
  'unseen_session', // the candidate refused a credential that Parallax did not see issued
  'unseen_thing', // the request names a thing that Parallax did not see made, and only primary has it
] as const;

export type SkipReason = (typeof skipReasons)[number];

/** Why an exchange was not compared, by policy or for a loss. */
export type LeftOutReason = SkipReason | ShedReason;

export const leftOutReasons: readonly LeftOutReason[] = [...skipReasons, ...shedReasons];

const shedSet: ReadonlySet<string> = new Set(shedReasons);

/** Whether an exchange left out for this reason was lost, rather than never meant to be compared. */
export function isShedReason(reason: string): reason is ShedReason {
  return shedSet.has(reason);
}

/** Why a connection is relayed as an opaque pipe: served in full, not compared. */
export const opaqueReasons = [
  'not_http1', // HTTP/2 preface, TLS hello, RTSP, anything without an HTTP/1.x start line
  'malformed_head', // bare LF, NUL, white space where none belongs, folded lines
  'head_too_large',
  'ambiguous_length', // Content-Length repeated, unparsable, or beside Transfer-Encoding
  'unknown_transfer_coding',
  'malformed_chunk',
  'connect', // CONNECT tunnels
  'upgrade', // 101 Switching Protocols, or bytes sent ahead of the answer to an upgrade
  'unsolicited_response', // primary spoke without being asked
  'pipelined_too_far', // more requests sent ahead of their answers than are kept track of
  'tap_fault', // a fault of our own: the connection was served, its exchanges were lost
  'refused_expectation', // a final answer came before the body an Expect: 100-continue held back
] as const;

export type OpaqueReason = (typeof opaqueReasons)[number];
