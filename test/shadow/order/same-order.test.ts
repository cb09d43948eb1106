/**
 * What clients did one after the other must come to the same at a candidate that answers in any order
 * that it is left to: lists in the order of creation, names that were free, pages as they were last.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identities } from '../../../src/config/identities-schema.ts';
import { CausalOrder, type QueuedExchange } from '../../../src/shadow/order/causal-order.ts';
import { createStatefulWorld } from '../../../src/shadow/world/stateful-world.ts';
import type { Exchange } from '../../../src/vocabulary/exchange.ts';
import {
  fieldValue,
  formatResponseHead,
  parseRequestHead,
} from '../../../src/vocabulary/raw-head.ts';
import { fleetSequence, laneOf } from '../../../src/vocabulary/tap-lane.ts';
import { exchangesFrom } from '../exchange-fixture.ts';
import { Forum, type ForumAnswer, type ForumRequest } from './forum-model.ts';

/** The next action of a client, as numbers that select among the possible ones. */
interface Step {
  readonly client: number;
  readonly action: number;
  readonly which: number;
}

interface Asked {
  readonly exchange: Exchange;
  readonly request: ForumRequest;
  readonly answer: ForumAnswer;
}

const words = ['alpha', 'beta', 'gamma'];

/** Paths and ids as in the forum that gets the request. */
function requestOf({ client, action, which }: Step, known: Known): ForumRequest {
  const who = known.get('logins')?.at(-1 - client) ?? '';
  const pick = (kind: string): string => {
    const all = known.get(kind) ?? [];
    return all[which % Math.max(1, all.length)] ?? '00000000-0000-4000-8000-000000000000';
  };
  const word = words[which % words.length] ?? '';
  const text = `text ${which}`;
  const made = (method: string, path: string, body?: ForumRequest['body']): ForumRequest => {
    return { client: who, method, path, ...(body && { body }) };
  };
  const actions: readonly (() => ForumRequest)[] = [
    () => made('POST', '/articles', { title: text }),
    () => made('POST', '/articles', { title: text, slug: `how-to-${word}` }),
    () => made('POST', `/articles/${pick('articles')}/comments`, { text }),
    () => made('POST', `/articles/how-to-${word}/comments`, { text }),
    () => made('POST', '/comments', { text, article: pick('articles') }),
    () => made('GET', `/articles/${pick('articles')}/comments`),
    () => made('GET', `/articles/how-to-${word}/comments`),
    () => made('GET', '/comments'),
    () => made('GET', '/articles'),
    () => made('GET', `/articles/how-to-${word}`),
    () => made('PUT', `/articles/how-to-${word}`, { title: text }),
    () => made('PATCH', `/articles/${pick('articles')}`, { title: text }),
    () => made('DELETE', `/articles/how-to-${word}`),
    () => made('DELETE', `/comments/${pick('comments')}`),
    () => made('GET', `/comments/${pick('comments')}`),
    () => made('PUT', `/pages/${word}`, { text }),
    () => made('GET', `/pages/${word}`),
    () => made('DELETE', `/pages/${word}`),
    () => made('GET', '/pages'),
    () => made('POST', '/cart', { text }),
    () => made('DELETE', '/cart'),
    () => made('GET', '/cart'),
    () => ({ ...made('POST', '/users', { slug: word }), client: '' }),
    () => ({ ...made('POST', '/login', { name: word }), client: '' }),
    () => made('GET', `/users/${pick('users')}/comments`),
    () => made('GET', `/users/${word}/comments`),
    () => made('GET', `/users/${word}`),
  ];
  return actions[action % actions.length]!();
}

/** The ids that a client may know, by the kind of thing. */
type Known = Map<string, string[]>;

function note(known: Known, { status, body }: ForumAnswer): void {
  const row = body as { kind?: string; id?: string } | null;
  if (status !== 201 || row?.kind === undefined || row.id === undefined) return;
  known.set(row.kind, [...(known.get(row.kind) ?? []), row.id]);
}

/** Two who have logged in, and an article of one of them. */
const opening: readonly Step[] = [
  { client: 0, action: 22, which: 0 },
  { client: 0, action: 23, which: 0 },
  { client: 0, action: 22, which: 1 },
  { client: 0, action: 23, which: 1 },
  { client: 0, action: 0, which: 0 },
];

/** @param laneOf the tap that a step goes through, by its number */
function record(
  steps: readonly Step[],
  laneOf: (at: number) => number = () => 0,
): readonly Asked[] {
  const forum = new Forum();
  const known: Known = new Map();
  const exchange = exchangesFrom();
  return steps.map((step, at) => {
    const request = requestOf(step, known);
    const answer = forum.ask(request, at);
    note(known, answer);
    const { client, method, path, body } = request;
    const credential = client === '' ? [] : ['Authorization', `Bearer ${client}`];
    const type = body === undefined ? [] : ['Content-Type', 'application/json'];
    const fields = ['Host', 'a', ...credential, ...type];
    const text = body === undefined ? '' : JSON.stringify(body);
    const response = messageOf(answer);
    const asked = exchange({ method, target: path, fields, body: text }, { response });
    return {
      exchange: { ...asked, sequence: fleetSequence(laneOf(at), asked.sequence) },
      request,
      answer,
    };
  });
}

function messageOf({ status, body }: ForumAnswer) {
  return {
    head: formatResponseHead(status, body === null ? [] : ['Content-Type', 'application/json']),
    body: Buffer.from(body === null ? '' : JSON.stringify(body)),
  };
}

/** Each id as the request that created it, which is the same in both forums. */
function comparable({ status, body }: ForumAnswer): unknown {
  return JSON.parse(
    JSON.stringify({ status, body }, (name, value: unknown) =>
      name === 'id' || name === 'article' || name === 'user' ? undefined : value,
    ),
  );
}

/**
 * Mirrors what was recorded to a forum that finishes what it was sent in an order of its own.
 *
 * @returns its answers, in the order of the history
 */
function mirror(
  history: readonly Asked[],
  chance: () => number,
  tapSkewMs = 0,
): readonly ForumAnswer[] {
  const answers: ForumAnswer[] = [];
  const forum = new Forum();
  const world = createStatefulWorld(identities.parse({}), { tapSkewMs });
  const order = new CausalOrder<Asked & { at: number }>(tapSkewMs);
  for (const [at, asked] of history.entries()) {
    const { exchange, request } = asked;
    const head = parseRequestHead(exchange.request.head);
    const { touches } = world.dependenciesOf(exchange, head, request.method !== 'GET');
    const { sequence, startedAt, endedAt } = exchange;
    order.add({ ...asked, at }, { startedAt, endedAt, lane: laneOf(sequence), touches });
  }
  const underWay: QueuedExchange<Asked & { at: number }>[] = [];
  for (;;) {
    for (let next = order.next(); next !== null; next = order.next()) underWay.push(next);
    if (underWay.length === 0) break;
    const [queued] = underWay.splice(Math.floor(chance() * underWay.length), 1);
    const { exchange, request, at } = queued!.item;
    const isWrite = request.method !== 'GET';
    const translated = world.translate(exchange, parseRequestHead(exchange.request.head));
    const { target } = translated.head;
    const text = Buffer.from(translated.body).toString();
    const body = text === '' ? {} : { body: JSON.parse(text) as Record<string, unknown> };
    const { method } = request;
    const client = fieldValue(translated.head.fields, 'authorization')?.slice(7) ?? '';
    const theirs = forum.ask({ client, method, path: target, ...body }, at);
    answers[at] = theirs;
    const response = messageOf(theirs);
    const none = { firstPayloadMs: null, largestGapMs: null };
    const times = { firstByteMs: 1, totalMs: 1, askedAtMs: 0, answeredAtMs: 0, ...none };
    world.learn(exchange, { kind: 'answered', response, ...times }, translated, isWrite);
    order.finish(queued!);
  }
  return answers;
}

const step: fc.Arbitrary<Step> = fc.record({
  client: fc.nat(2),
  action: fc.nat(26),
  which: fc.nat(8),
});

describe('requests that came one after the other', () => {
  it('get the same answers, for any sessions and any duration on the candidate', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 60, size: 'max' }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
        (steps, chances) => {
          const next = chances[Symbol.iterator]();
          const history = record([...opening, ...steps]);
          const answers = mirror(history, () => next.next().value as number);
          expect(answers.map(comparable)).toEqual(history.map(({ answer }) => comparable(answer)));
        },
      ),
      { numRuns: 150, seed: 9 },
    );
  });

  it('get the same answers through any taps, if they are further apart than the skew', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 60, size: 'max' }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
        (steps, chances) => {
          const next = chances[Symbol.iterator]();
          const chance = () => next.next().value as number;
          const lanes = steps.map(() => 1 + Math.floor(chance() * 3));
          const history = record([...opening, ...steps], (at) => lanes[at] ?? 1);
          const answers = mirror(history, chance, 5);
          expect(answers.map(comparable)).toEqual(history.map(({ answer }) => comparable(answer)));
        },
      ),
      { numRuns: 15, seed: 10 },
    );
  });
});
