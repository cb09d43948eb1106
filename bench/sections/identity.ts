import { randomUUID } from 'node:crypto';
import { identities } from '../../src/config/identities-schema.ts';
import type { CandidateWorld } from '../../src/shadow/world/candidate-world.ts';
import { passthrough } from '../../src/shadow/world/passthrough.ts';
import { createStatefulWorld } from '../../src/shadow/world/stateful-world.ts';
import type { CapturedMessage, Exchange } from '../../src/vocabulary/exchange.ts';
import type { Leg } from '../../src/vocabulary/pair.ts';
import { formatResponseHead, parseRequestHead } from '../../src/vocabulary/raw-head.ts';
import type { BenchOptions } from '../options.ts';
import type { Result } from '../result-table.ts';
import { median } from '../rounds.ts';

/** Two identities each: an id and a secret. */
const things = 50_000;
const exchanges = 5_000;
const microsecondsMax = 15;

interface Thing {
  readonly id: number;
  readonly uuid: string;
  readonly secret: string;
  readonly theirSecret: string;
}

interface Mirrored {
  readonly exchange: Exchange;
  readonly leg: Leg;
}

/** What knowing the candidate's words adds to a mirrored exchange of 1 KB, on the shadow thread. */
export async function identityTranslation({ rounds }: BenchOptions): Promise<Result[]> {
  const world = createStatefulWorld(identities.parse({ max: 200_000 }));
  const known = Array.from({ length: things }, (_, at) => made(world, at));
  const kinds = { 'a read': readOf, 'a write': writeOf };
  return Object.entries(kinds).map(([what, exchangeOf]) => {
    const costs = Array.from({ length: rounds }, (_, round) => {
      const work = Array.from({ length: exchanges }, (__, at) =>
        exchangeOf(known[(at * 7919 + round) % things] as Thing),
      );
      return mirrorAll(world, work) - mirrorAll(passthrough, work);
    });
    const microseconds = median(costs);
    return {
      what: `${what} of 1 KB with ${world.identities} identities known: added, in µs`,
      measured: microseconds.toFixed(1),
      bar: `≤ ${microsecondsMax}`,
      met: microseconds <= microsecondsMax,
    };
  });
}

/** @returns microseconds an exchange */
function mirrorAll(world: CandidateWorld, work: readonly Mirrored[]): number {
  const startedAt = performance.now();
  for (const { exchange, leg } of work) mirror(world, exchange, leg);
  return ((performance.now() - startedAt) / work.length) * 1000;
}

function mirror(world: CandidateWorld, exchange: Exchange, leg: Leg): void {
  const head = parseRequestHead(exchange.request.head);
  world.dependenciesOf(exchange, head, head.method !== 'GET');
  world.learn(exchange, leg, world.translate(exchange, head), head.method !== 'GET');
}

function made(world: CandidateWorld, at: number): Thing {
  const thing = {
    id: 1000 + at,
    uuid: randomUUID(),
    secret: `sk-${randomUUID()}`,
    theirSecret: `sk-${randomUUID()}`,
  };
  const { id, uuid, secret, theirSecret } = thing;
  const { exchange, leg } = mirrored(
    'POST /api/keys HTTP/1.1\r\nHost: a\r\n\r\n',
    { name: 'k' },
    { id, secret },
    { id: uuid, secret: theirSecret },
  );
  mirror(world, exchange, leg);
  return thing;
}

function readOf(thing: Thing): Mirrored {
  return mirrored(headOf('GET', thing), null, answerOf(thing.id), answerOf(thing.uuid));
}

function writeOf(thing: Thing): Mirrored {
  const asked = { name: 'new', keyId: thing.id, note: 'a word '.repeat(20) };
  return mirrored(headOf('PATCH', thing), asked, answerOf(thing.id), answerOf(thing.uuid));
}

function headOf(method: string, { id, secret }: Thing): string {
  return (
    `${method} /api/keys/${id}?limit=10 HTTP/1.1\r\nHost: api.example.com\r\n` +
    `Authorization: Bearer ${secret}\r\nUser-Agent: bench/1.0\r\nAccept: application/json\r\n\r\n`
  );
}

function answerOf(id: number | string): object {
  return {
    id,
    name: 'key of a team',
    team: 'team-5',
    createdAt: '2026-11-23T10:00:00Z',
    calls: 17,
    limit: 1000,
    cost: 0.001_23,
    note: 'what people write '.repeat(28),
    tags: ['chat', 'production'],
    active: true,
    model: 'aurora-small',
  };
}

let sequence = 0;

function mirrored(head: string, body: object | null, primary: object, candidate: object): Mirrored {
  sequence += 1;
  return {
    exchange: {
      sequence,
      connection: 1,
      revision: 1,
      tenure: 0,
      wallClockMs: 0,
      startedAt: sequence,
      sentAt: sequence,
      firstByteAt: sequence,
      endedAt: sequence + 0.5,
      firstPayloadAt: Number.NaN,
      largestGapMs: Number.NaN,
      paused: false,
      leftOut: null,
      requestWhole: true,
      openWrites: [],
      request: {
        head: Buffer.from(head),
        body: body === null ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body)),
      },
      response: message(primary),
    },
    leg: {
      kind: 'answered',
      response: message(candidate),
      firstByteMs: 1,
      totalMs: 1,
      firstPayloadMs: null,
      largestGapMs: null,
      askedAtMs: 0,
      answeredAtMs: 0,
    },
  };
}

function message(content: object): CapturedMessage {
  return {
    head: formatResponseHead(200, ['Content-Type', 'application/json']),
    body: Buffer.from(JSON.stringify(content)),
  };
}
