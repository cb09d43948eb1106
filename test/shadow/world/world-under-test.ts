import { identities } from '../../../src/config/identities-schema.ts';
import { noOperations } from '../../../src/shadow/operations/operation.ts';
import { createExchangeRenames } from '../../../src/shadow/world/exchange-renames.ts';
import { createStatefulWorld } from '../../../src/shadow/world/stateful-world.ts';
import type { TranslatedRequest } from '../../../src/shadow/world/candidate-world.ts';
import type { ExcuseReason, PairExcuses } from '../../../src/vocabulary/excuses.ts';
import type { PairIdentities } from '../../../src/vocabulary/identities.ts';
import type { Leg } from '../../../src/vocabulary/pair.ts';
import type { LeftOutReason } from '../../../src/vocabulary/shed.ts';
import type { UnseenSpan } from '../../../src/vocabulary/unseen-span.ts';
import { fleetSequence } from '../../../src/vocabulary/tap-lane.ts';
import { formatResponseHead, parseRequestHead } from '../../../src/vocabulary/raw-head.ts';
import { exchangeOf, parseConfig } from '../../compare/pair-fixture.ts';

export interface Asked {
  readonly method?: string;
  readonly target: string;
  readonly fields?: readonly string[];
  readonly body?: unknown;
  /** The client left before primary's answer began. */
  readonly brokenOff?: boolean;
  /** When it was under way on primary; else one exchange comes after the other. */
  readonly times?: { readonly startedAt: number; readonly endedAt: number };
  /** See `Exchange`. */
  readonly openWrites?: readonly number[];
  /** Of the tap that it came through, in a fleet. */
  readonly lane?: number;
}

export interface Answered {
  /** Why the exchange is not compared, as where the answer broke off. */
  readonly leftOut?: LeftOutReason;
  readonly status?: number;
  readonly fields?: readonly string[];
  readonly body?: unknown;
}

export interface Exchanged extends PairIdentities, PairExcuses {
  readonly sequence: number;
}

/** What the world before this one left behind. */
export interface WorldBefore {
  /** Memory of `worldMemory`. */
  readonly worldMemory: SharedArrayBuffer;
  /** The sequence of its last exchange. */
  readonly sequence?: number;
  /** The moment of the wall clock at which the clock of this world shows 0. */
  readonly zeroMs?: number;
}

/**
 * The world of a candidate with its own state, given exchanges one after the other.
 *
 * @param memory that an earlier world has filled
 * @param compare rules of the config, which may rename members
 * @param tapSkewMs by which the clocks of two taps may differ
 * @param before the world that it takes the place of
 */
export function worldUnderTest(
  config: Record<string, unknown> = {},
  memory?: SharedArrayBuffer,
  compare: Record<string, unknown> = {},
  tapSkewMs = 0,
  before?: WorldBefore,
) {
  const renamesOf = createExchangeRenames(parseConfig({ compare }), () => noOperations);
  const options = {
    journal: memory,
    worldMemory: before?.worldMemory,
    renamesOf,
    tapSkewMs,
  };
  const world = createStatefulWorld(identities.parse(config), options);
  let sequence = before?.sequence ?? 0;
  const zeroMs = before?.zeroMs ?? 0;

  function exchangeWith(asked: Asked, primary: Answered) {
    sequence += 1;
    const { method = 'GET', target, fields = [] } = asked;
    const lines = Array.from({ length: fields.length / 2 }, (_, i) => {
      return `${fields[2 * i] ?? ''}: ${fields[2 * i + 1] ?? ''}\r\n`;
    });
    const head = Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`);
    const request = { head, body: bytesOf(asked.body) };
    const wall = { startedAt: 10 * sequence, endedAt: 10 * sequence + 5, ...asked.times };
    const times = {
      wallClockMs: wall.startedAt,
      startedAt: wall.startedAt - zeroMs,
      endedAt: wall.endedAt - zeroMs,
    };
    const { brokenOff = false } = asked;
    const response = brokenOff ? noMessage : messageOf(primary);
    const leftOut = brokenOff ? ('aborted' as const) : (primary.leftOut ?? null);
    const { openWrites = [], lane = 0 } = asked;
    const known = { ...times, leftOut, openWrites, sequence: fleetSequence(lane, sequence) };
    const exchange = { ...exchangeOf({}), ...known, request, response };
    return { exchange, head: parseRequestHead(head), isWrite: method !== 'GET' };
  }

  return {
    /** Takes an exchange all the way; null where the candidate gave no answer. */
    exchange(asked: Asked, primary: Answered, candidate: Answered | null): Exchanged {
      return this.begin(asked, primary).end(candidate);
    },
    /** An exchange that primary has answered, and that waits for the candidate. */
    begin(asked: Asked, primary: Answered) {
      const { exchange, head, isWrite } = exchangeWith(asked, primary);
      world.dependenciesOf(exchange, head, isWrite);
      return {
        end(candidate: Answered | null): Exchanged {
          return this.answer(candidate)();
        },
        /** The candidate has answered; calling the result completes the pair. */
        answer(candidate: Answered | null): () => Exchanged {
          const request = world.translate(exchange, head);
          const known = world.learn(exchange, legOf(candidate), request, isWrite);
          return () => ({ ...known.identities(), ...known.judge(), sequence: exchange.sequence });
        },
      };
    },
    /** An exchange that is not mirrored. */
    noteNotMirrored(asked: Asked, primary: Answered, because: ExcuseReason = 'loss'): number {
      const { exchange, head, isWrite } = exchangeWith(asked, primary);
      world.dependenciesOf(exchange, head, isWrite);
      world.noteNotMirrored(exchange, because, isWrite);
      return sequence;
    },
    /** What puts an exchange in order with those before it. */
    touchesOf(asked: Asked) {
      const { exchange, head, isWrite } = exchangeWith(asked, {});
      return world.dependenciesOf(exchange, head, isWrite).touches;
    },
    /** What the candidate would be sent. */
    translate(asked: Asked): TranslatedRequest & { readonly text: string } {
      const { exchange, head } = exchangeWith(asked, {});
      const request = world.translate(exchange, head);
      return { ...request, text: Buffer.from(request.body).toString() };
    },
    noteUnseen: (span: UnseenSpan) => world.noteUnseen(span),
    forgetMarks: () => world.forgetMarks(),
    get identities() {
      return world.identities;
    },
    get marks() {
      return world.marks;
    },
    get leftOutOfJournal() {
      return world.leftOutOfJournal;
    },
    /** The sequence of the last exchange. */
    get sequence() {
      return sequence;
    },
  };
}

function legOf(candidate: Answered | null): Leg {
  if (candidate === null) return { kind: 'failed', failure: 'timeout', totalMs: 1 };
  const times = {
    firstByteMs: 1,
    totalMs: 1,
    firstPayloadMs: null,
    largestGapMs: null,
    askedAtMs: 0,
    answeredAtMs: 0,
  };
  return { kind: 'answered', response: messageOf(candidate), ...times };
}

const noMessage = { head: Buffer.alloc(0), body: Buffer.alloc(0) };

function messageOf({ status = 200, fields = [], body }: Answered) {
  return { head: formatResponseHead(status, fields), body: bytesOf(body) };
}

function bytesOf(body: unknown): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}
