import { Agent, request } from 'undici';
import type { Leaving } from './thing-service.ts';

interface Sent {
  readonly step: number;
  readonly method: string;
  readonly path: string;
  readonly body?: object;
  readonly secret: string;
  /** A header by which it is sampled; none where it is undefined. */
  readonly cohort?: string;
}

/** Sends one request; null where the client left before it had the answer. */
export type Send = (sent: Sent) => Promise<Readonly<Record<string, unknown>> | null>;

export interface ClientsOptions {
  readonly send: Send;
  readonly seed: number;
  readonly clients: number;
  /** Each client takes so many. */
  readonly steps: number;
  /** Evenly spread over [0, 1). */
  readonly random: () => number;
  /** All at the same time, or one step of one of them after the other. */
  readonly areConcurrent: boolean;
  /** They use the secrets of things, which is counted in the answers on things. */
  readonly useSecrets: boolean;
  readonly cohort?: string;
  /** Numbers of steps begin here. */
  readonly firstStep?: number;
}

type Id = string | number;

interface KnownThing {
  readonly id: Id;
  readonly secret: string;
  readonly notes: Id[];
}

function isId(value: unknown): value is Id {
  return typeof value === 'string' || typeof value === 'number';
}

const colors = ['red', 'green', 'blue', 'black'];

/** Clients of one team that use all of the API at random, the same for the same random numbers. */
export async function runClients(options: ClientsOptions): Promise<void> {
  const { clients, steps, random, areConcurrent, useSecrets } = options;
  const things: KnownThing[] = [];
  const gone: KnownThing[] = [];
  const slugs: Id[] = [];
  let step = options.firstStep ?? 1;

  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const color = (): string => pick(colors) ?? '';

  async function send(secret: string, method: string, path: string, body?: object) {
    const { cohort } = options;
    const sent = { step: (step += 1), method, path, secret };
    return options.send({
      ...sent,
      ...(body === undefined ? {} : { body }),
      ...(cohort === undefined ? {} : { cohort }),
    });
  }

  async function logIn(number: number): Promise<string> {
    const answer = await send('', 'POST', '/login', { user: `user-${number}`, team: 'all' });
    return typeof answer?.token === 'string' ? answer.token : '';
  }

  /** @returns the next session of the client */
  async function act(number: number, session: string): Promise<string> {
    const chance = random();
    const thing = pick(things);
    const ask = async (method: string, path: string, body?: object) =>
      send(session, method, path, body);
    if (session === '' || chance < 0.01) {
      if (session !== '') await ask('POST', '/logout');
      if (session !== '' && random() < 0.5) await ask('GET', '/things');
      return logIn(number);
    }
    if (chance < 0.18) {
      const made = await ask('POST', '/things', { name: `name ${step}`, color: color() });
      if (typeof made?.secret === 'string' && isId(made.id))
        things.push({ id: made.id, secret: made.secret, notes: [] });
    } else if (chance < 0.28) await ask('GET', '/things');
    else if (chance < 0.34) await ask('POST', '/search', { color: color() });
    else if (chance < 0.38) {
      const made = await ask('POST', '/articles', {
        title: `The ${color()} one`,
        text: `text ${step}`,
      });
      const article = made?.article as { slug?: unknown } | undefined;
      if (isId(article?.slug)) slugs.push(article.slug);
    } else if (chance < 0.41) await ask('GET', '/articles');
    else if (chance < 0.47) {
      const slug = pick(slugs);
      if (slug !== undefined) await onArticle(ask, String(slug));
    } else if (thing !== undefined) await onThing(ask, thing, (chance - 0.47) / 0.53);
    return session;
  }

  type Ask = (method: string, path: string, body?: object) => ReturnType<Send>;

  async function onArticle(ask: Ask, slug: string): Promise<void> {
    if (random() < 0.6) await ask('GET', `/articles/${slug}`);
    else await ask('PUT', `/articles/${slug}`, { text: `text ${step}` });
  }

  async function onThing(ask: Ask, thing: KnownThing, chance: number): Promise<void> {
    const path = `/things/${thing.id}`;
    if (chance < 0.25) await ask('GET', path);
    else if (chance < 0.35) await ask('PATCH', path, { color: color() });
    else if (chance < 0.42) await ask('PATCH', path, { name: `name ${step}` });
    else if (chance < 0.5) await ask('PUT', path, { name: `name ${step}`, color: color() });
    else if (chance < 0.55) await ask('POST', `${path}/archive`);
    else if (chance < 0.6) {
      things.splice(things.indexOf(thing), 1);
      gone.push(thing);
      await ask('DELETE', path);
    } else if (chance < 0.75) await onNotes(ask, thing, path);
    else if (chance < 0.85) await ask('GET', `${path}/notes`);
    else if (chance < 0.95 && useSecrets)
      await send(thing.secret, 'POST', '/calls', { text: 'hello' });
    else await afterwards(ask, pick(gone));
  }

  async function onNotes(ask: Ask, thing: KnownThing, path: string): Promise<void> {
    const note = pick(thing.notes);
    const chance = random();
    if (note === undefined || chance < 0.5) {
      const made = await ask('POST', `${path}/notes`, { text: `note ${step}` });
      if (isId(made?.id)) thing.notes.push(made.id);
    } else if (chance < 0.75) await ask('GET', `${path}/notes/${note}`);
    else {
      thing.notes.splice(thing.notes.indexOf(note), 1);
      await ask('DELETE', `${path}/notes/${note}`);
    }
  }

  /** A removed thing stays removed. */
  async function afterwards(ask: Ask, thing: KnownThing | undefined): Promise<void> {
    if (thing === undefined) return;
    await ask(random() < 0.5 ? 'GET' : 'DELETE', `/things/${thing.id}`);
    if (useSecrets) await send(thing.secret, 'POST', '/calls', { text: 'hello' });
  }

  const sessions: string[] = [];
  if (areConcurrent) {
    const numbers = Array.from({ length: clients }, (_, number) => number);
    await Promise.all(
      numbers.map(async (number) => {
        let session = await logIn(number);
        for (let taken = 0; taken < steps; taken += 1) session = await act(number, session);
      }),
    );
    return;
  }
  for (let number = 0; number < clients; number += 1) sessions.push(await logIn(number));
  for (let taken = 0; taken < steps * clients; taken += 1) {
    const number = Math.floor(random() * clients);
    sessions[number] = await act(number, sessions[number] ?? '');
  }
}

export interface SenderOptions {
  readonly url: string;
  readonly connections: number;
  /** Whether, and how, the client leaves before it has the whole answer. */
  readonly leavingAt: (step: number) => Leaving | null;
  /** Resolves when primary holds its answer back for the client to leave. */
  readonly whenHeld: (step: number) => Promise<void>;
  /** Resolves when primary has seen the client leave. */
  readonly whenLeft: (step: number) => Promise<void>;
}

/** Sends requests through Parallax, and leaves before the answer where it is to. */
export function createSender(options: SenderOptions): { send: Send; close: () => Promise<void> } {
  const { url, connections, leavingAt, whenHeld, whenLeft } = options;
  const agent = new Agent({ connections });

  async function send({ step, method, path, body, secret, cohort }: Sent) {
    const leaving = leavingAt(step);
    const leave = new AbortController();
    if (leaving === 'before') void whenHeld(step).then(() => leave.abort());
    try {
      const response = await request(url + path, {
        method: method as 'GET',
        dispatcher: agent,
        signal: leave.signal,
        headers: {
          'x-step': String(step),
          ...(leaving === null ? {} : { 'x-leaving': leaving }),
          ...(secret === '' ? {} : { authorization: `Bearer ${secret}` }),
          ...(cohort === undefined ? {} : { 'x-cohort': cohort }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: body === undefined ? null : JSON.stringify(body),
      });
      if (leaving === 'amid') response.body.once('data', () => leave.abort());
      const text = await response.body.text();
      return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    } catch (error) {
      if (leaving === null) throw error;
      await whenLeft(step);
      return null;
    }
  }
  return { send, close: () => agent.close() };
}
