import type { FaultyServer, Play } from './faulty-server.ts';

/**
 * What a client of primary must see. `directly`: the same as without Parallax, octet by octet, with the same
 * end. `bad gateway`: the 502 of Parallax, because primary cannot be reached. `either`: one of the two, as the
 * connection may break before it is made, or after. `whole answers`: sound answers, the 502 between two of
 * them, or a connection that ends before an answer; never a part of one.
 */
export type PrimaryExpectation = 'directly' | 'bad gateway' | 'either' | 'whole answers';

/** A way in which a server fails its clients. */
export interface Fault {
  readonly name: string;
  /** The behaviour of a server that accepts connections; otherwise the server itself. */
  readonly how: Play | (() => Promise<FaultyServer>);
  readonly asCandidate: {
    /** Whether the answer may count as a match, because it is right despite the fault. */
    readonly mayMatch: boolean;
  };
  readonly asPrimary: {
    readonly expect: PrimaryExpectation;
    /** Whether a sound request comes first on each connection. */
    readonly soundFirst: boolean;
    /** The client leaves after so many bytes. */
    readonly bytesMax: number;
    /** The client leaves after so long without a byte. */
    readonly quietMs: number;
    /** The most requests, if each is expensive. */
    readonly requestsMax: number;
  };
}

export interface PlayedFaultOptions {
  readonly mayMatch?: boolean;
  readonly expect?: PrimaryExpectation;
  readonly soundFirst?: boolean;
  readonly bytesMax?: number;
  readonly quietMs?: number;
  readonly requestsMax?: number;
}

/** A fault of a server that can be connected to. */
export function playedFault(name: string, play: Play, options: PlayedFaultOptions = {}): Fault {
  const { mayMatch = false, expect = 'directly' } = options;
  const {
    soundFirst = play.onAccept === undefined,
    bytesMax = 2 ** 28,
    quietMs = 20_000,
  } = options;
  const { requestsMax = Number.POSITIVE_INFINITY } = options;
  return {
    name,
    how: play,
    asCandidate: { mayMatch },
    asPrimary: { expect, soundFirst, bytesMax, quietMs, requestsMax },
  };
}
