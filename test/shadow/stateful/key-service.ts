import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** One deployment of a small stateful API: log in, make keys, call with them, list, rename, delete. */
export interface KeyServiceOptions {
  /** What the ids of this deployment look like. */
  readonly mint: () => string | number;
  /** Called with each request; to be awaited before it takes effect, and once more before it is answered. */
  readonly pause: () => Promise<void>;
  /** Something else than what the service would answer; null for what it would. */
  readonly misbehave?: (request: string, response: ServerResponse) => 'before' | 'after' | null;
}

interface Key {
  readonly id: string | number;
  readonly secret: string;
  readonly owner: string;
  name: string;
  calls: number;
}

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly location?: string;
}

type Body = Readonly<Record<string, unknown>>;

export function createKeyService({ mint, pause, misbehave }: KeyServiceOptions): Server {
  const users = new Map<string, string>();
  const keys = new Map<string, Key>();
  const secrets = new Map<string, Key>();
  const cursors = new Map<string, string>();

  const isTaken = (name: unknown): boolean => [...keys.values()].some((key) => key.name === name);
  const token = (prefix: string): string => `${prefix}_${String(mint())}_${crypto.randomUUID()}`;
  const shown = ({ id, name, owner, calls }: Key): Body => ({ id, name, owner, calls });

  function logIn({ user }: Body): Answer {
    const session = token('session');
    users.set(session, String(user));
    return { status: 200, body: { token: session, user } };
  }

  function create(owner: string, { name }: Body): Answer {
    if (isTaken(name)) return { status: 409, body: { error: 'taken' } };
    const id = mint();
    const key: Key = { id, secret: token('sk'), owner, name: String(name), calls: 0 };
    keys.set(String(id), key);
    secrets.set(key.secret, key);
    const body = { ...shown(key), secret: key.secret };
    return { status: 201, body, location: `/keys/${id}` };
  }

  function list(query: URLSearchParams): Answer {
    const after = query.get('after');
    const from = after === null ? '' : cursors.get(after);
    if (from === undefined) return { status: 400, body: { error: 'no such cursor' } };
    const sorted = [...keys.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const rest = sorted.filter(({ name }) => name > from);
    const page = rest.slice(0, Number(query.get('limit') ?? '100'));
    const last = page.at(-1);
    if (last === undefined || page.length === rest.length) {
      return { status: 200, body: { keys: page.map(shown), total: keys.size, next: null } };
    }
    const next = token('cursor');
    cursors.set(next, last.name);
    return { status: 200, body: { keys: page.map(shown), total: keys.size, next } };
  }

  function call(secret: string, { text }: Body): Answer {
    const key = secrets.get(secret);
    if (key === undefined) return { status: 401, body: { error: 'no such key' } };
    key.calls += 1;
    return { status: 200, body: { id: token('call'), text } };
  }

  function onKey(method: string, id: string, { name }: Body): Answer {
    const key = keys.get(id);
    if (key === undefined) return { status: 404, body: { error: 'no such key' } };
    if (method === 'PATCH') {
      if (isTaken(name)) return { status: 409, body: { error: 'taken' } };
      key.name = String(name);
    } else if (method === 'DELETE') {
      keys.delete(id);
      secrets.delete(key.secret);
      return { status: 204 };
    }
    return { status: 200, body: shown(key) };
  }

  function answer({ method = '', url = '', headers }: IncomingMessage, body: Body): Answer {
    const { pathname, searchParams } = new URL(url, 'http://service');
    const bearer = headers.authorization?.slice('Bearer '.length) ?? '';
    if (pathname === '/login') return logIn(body);
    if (pathname === '/calls') return call(bearer, body);
    const owner = users.get(bearer);
    if (owner === undefined) return { status: 401, body: { error: 'who are you' } };
    if (pathname !== '/keys') return onKey(method, decodeURIComponent(pathname.slice(6)), body);
    return method === 'POST' ? create(owner, body) : list(searchParams);
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk;
    await pause();
    const misbehaves = misbehave?.(`${request.method} ${request.url}`, response) ?? null;
    if (misbehaves === 'before') return;
    const { status, body, location } = answer(
      request,
      text === '' ? {} : (JSON.parse(text) as Body),
    );
    if (misbehaves === 'after') return;
    await pause();
    if (location !== undefined) response.setHeader('location', location);
    response.setHeader('content-type', 'application/json').writeHead(status);
    response.end(body === undefined ? undefined : JSON.stringify(body));
  }

  return createServer({ keepAlive: true }, (request, response) => void handle(request, response));
}
