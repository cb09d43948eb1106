import { Agent, request } from 'undici';

/**
 * Clients of the key service that never race with each other: what they do at the same time is
 * independent, and what is not was answered before. So each answer follows from the order in which
 * things were answered and sent, and whoever keeps it can give the same answers.
 */
export interface ClientsOptions {
  readonly url: string;
  readonly clients: number;
  /** Each client takes so many. */
  readonly steps: number;
  /** Evenly spread over [0, 1). */
  readonly random: () => number;
}

interface Key {
  readonly id: string | number;
  readonly secret: string;
  name: string;
  busy: boolean;
}

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

type Send = (method: string, path: string, body?: object, secret?: string) => Promise<Answer>;

/** Two groups of which only one may be at work at a time. */
class Alternation {
  #at: 'writes' | 'lists' = 'writes';
  #working = 0;

  async enter(group: 'writes' | 'lists'): Promise<void> {
    while (this.#working > 0 && this.#at !== group) await new Promise(setImmediate);
    this.#at = group;
    this.#working += 1;
  }

  leave(): void {
    this.#working -= 1;
  }
}

async function list(session: Send): Promise<void> {
  for (let after = ''; ;) {
    const { body } = await session('GET', `/keys?limit=3${after}`);
    if (typeof body.next !== 'string') return;
    after = `&after=${body.next}`;
  }
}

export async function runClients({ url, clients, steps, random }: ClientsOptions): Promise<void> {
  const agent = new Agent({ connections: clients });
  const alternation = new Alternation();
  const keys: Key[] = [];
  const gone: Key[] = [];
  const names = Array.from(
    { length: clients * 2 },
    (_, i) => `name-${String.fromCodePoint(97 + (i % 26))}${i}`,
  );

  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const takeName = (): string | undefined =>
    names.splice(Math.floor(random() * names.length), 1)[0];

  async function send(method: string, path: string, body?: object, secret = ''): Promise<Answer> {
    const response = await request(url + path, {
      method: method as 'GET',
      dispatcher: agent,
      headers: {
        ...(secret === '' ? {} : { authorization: `Bearer ${secret}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.body.text();
    return {
      status: response.statusCode,
      body: text === '' ? {} : (JSON.parse(text) as Answer['body']),
    };
  }

  async function withKey(act: (key: Key) => Promise<unknown>): Promise<void> {
    const key = pick(keys.filter(({ busy }) => !busy));
    if (key === undefined) return;
    key.busy = true;
    await act(key);
    key.busy = false;
  }

  async function create(session: Send): Promise<void> {
    const name = takeName();
    if (name === undefined) return;
    const { status, body } = await session('POST', '/keys', { name });
    if (status !== 201) throw new Error(`${name} was not made: ${status}`);
    keys.push({ id: body.id as number, secret: body.secret as string, name, busy: false });
  }

  async function rename(session: Send, key: Key): Promise<void> {
    const name = takeName();
    if (name === undefined) return;
    await session('PATCH', `/keys/${key.id}`, { name });
    names.push(key.name);
    key.name = name;
  }

  async function remove(session: Send, key: Key): Promise<void> {
    keys.splice(keys.indexOf(key), 1);
    await session('DELETE', `/keys/${key.id}`);
    names.push(key.name);
    gone.push(key);
  }

  async function step(session: Send): Promise<void> {
    const chance = random();
    if (chance < 0.1) {
      await alternation.enter('lists');
      await list(session);
    } else {
      await alternation.enter('writes');
      if (chance < 0.3) await create(session);
      else if (chance < 0.55)
        await withKey(({ secret }) => send('POST', '/calls', { text: 'hello' }, secret));
      else if (chance < 0.75) await withKey(({ id }) => session('GET', `/keys/${id}`));
      else if (chance < 0.85) await withKey((key) => rename(session, key));
      else if (chance < 0.9) await withKey(({ name }) => session('POST', '/keys', { name }));
      else if (chance < 0.95) await withKey((key) => remove(session, key));
      else await afterwards(session, pick(gone));
    }
    alternation.leave();
  }

  /** What is gone stays gone. */
  async function afterwards(session: Send, key: Key | undefined): Promise<void> {
    if (key === undefined) return;
    await session('GET', `/keys/${key.id}`);
    await send('POST', '/calls', { text: 'hello' }, key.secret);
  }

  async function client(number: number): Promise<void> {
    const { body } = await send('POST', '/login', { user: `user-${number}` });
    const session: Send = (method, path, payload) =>
      send(method, path, payload, body.token as string);
    for (let taken = 0; taken < steps; taken += 1) await step(session);
  }

  try {
    await Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
  } finally {
    await agent.close();
  }
}
