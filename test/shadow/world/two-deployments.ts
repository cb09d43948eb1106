import { identities } from '../../../src/config/identities-schema.ts';
import { createStatefulWorld } from '../../../src/shadow/world/stateful-world.ts';
import type { Comparison } from '../../../src/vocabulary/comparison.ts';
import type { Pair } from '../../../src/vocabulary/pair.ts';
import { formatResponseHead, parseRequestHead } from '../../../src/vocabulary/raw-head.ts';
import { comparerFor, exchangeOf, pairWith } from '../../compare/pair-fixture.ts';

/** A request as a deployment gets it. */
export interface AppRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** By names in lower case. */
  readonly fields: Readonly<Record<string, string>>;
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
}

export interface AppAnswer {
  readonly status?: number;
  readonly fields?: readonly string[];
  readonly body?: unknown;
}

export type App = (request: AppRequest) => AppAnswer;

export interface ClientRequest {
  readonly fields?: readonly string[];
  readonly body?: unknown;
}

export interface Compared extends Comparison {
  /** What the client got. */
  readonly status: number;
  readonly json: Readonly<Record<string, never>>;
}

/** Two deployments with Parallax between them, but for sockets: exchanges go through one after the other. */
export function twoDeployments(primary: App, candidate: App) {
  const world = createStatefulWorld(identities.parse({}));
  const compare = comparerFor({ compare: { headers: { compare: ['etag', 'location'] } } });
  let sequence = 0;

  return (method: string, target: string, { fields = [], body }: ClientRequest = {}): Compared => {
    sequence += 1;
    const head = headOf(method, target, fields);
    const sent = { head, body: bytesOf(body) };
    const parsed = parseRequestHead(head);
    const response = messageOf(primary(requestOf(parsed, sent.body)));
    const times = { startedAt: 10 * sequence, endedAt: 10 * sequence + 5 };
    const exchange = { ...exchangeOf({}), ...times, sequence, request: sent, response };
    const isWrite = method !== 'GET';
    world.dependenciesOf(exchange, parsed, isWrite);
    const translated = world.translate(exchange, parsed);
    const answer = messageOf(candidate(requestOf(translated.head, translated.body)));
    const leg = {
      firstByteMs: 1,
      totalMs: 1,
      firstPayloadMs: null,
      largestGapMs: null,
      askedAtMs: 0,
      answeredAtMs: 0,
    };
    const answered = { kind: 'answered', response: answer, ...leg } as const;
    const known = world.learn(exchange, answered, translated, isWrite);
    const pair: Pair = {
      ...pairWith(exchange, answered),
      identities: known.identities(),
      pathIdentities: world.pathIdentitiesOf(exchange),
      excuses: known.judge(),
    };
    const text = Buffer.from(response.body).toString();
    const status = Number(Buffer.from(response.head).toString('latin1', 9, 12));
    const json = (text.startsWith('{') ? JSON.parse(text) : {}) as Compared['json'];
    return { ...compare.compare(pair), status, json };
  };
}

function headOf(method: string, target: string, fields: readonly string[]): Buffer {
  const lines = Array.from({ length: fields.length / 2 }, (_, i) => {
    return `${fields[2 * i] ?? ''}: ${fields[2 * i + 1] ?? ''}\r\n`;
  });
  return Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`);
}

function requestOf(
  { method, target, fields }: ReturnType<typeof parseRequestHead>,
  body: Uint8Array,
): AppRequest {
  const [path = '', query = ''] = target.split('?');
  const named = Array.from({ length: fields.length / 2 }, (_, i) => {
    return [(fields[2 * i] ?? '').toLowerCase(), fields[2 * i + 1] ?? ''] as const;
  });
  const text = Buffer.from(body).toString();
  return {
    method,
    path: decodeURIComponent(path),
    query: new URLSearchParams(query),
    fields: Object.fromEntries(named),
    text,
    json: (text.startsWith('{') ? JSON.parse(text) : {}) as AppRequest['json'],
  };
}

function messageOf({ status = 200, fields = [], body }: AppAnswer) {
  return {
    head: formatResponseHead(status, ['Content-Type', 'application/json', ...fields]),
    body: bytesOf(body),
  };
}

function bytesOf(body: unknown): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}
