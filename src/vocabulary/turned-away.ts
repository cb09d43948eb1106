/** Why Parallax closed a client connection or answered a request itself. */
export const turnedAwayReasons = [
  'bad_gateway', // the request was answered 502: primary could not be reached
  'connection_limit', // limits.connections were open, and none of them could make room
  'made_room', // it had sent nothing, or was idle, and a new connection needed its place
  'head_timeout', // the head of a request was not complete within limits.headTimeoutMs
  'proxy_header', // a connection began without a valid PROXY header, and proxyProtocol is on
  'refused_request', // a request was not understood, and edits are on, or it is a copy (outOfPath)
] as const;

export type TurnedAwayReason = (typeof turnedAwayReasons)[number];
