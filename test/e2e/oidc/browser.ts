import { Client } from 'undici';

export interface Page {
  readonly status: number;
  readonly text: string;
  /** The Location, without the origin if it is that of the request; null without one. */
  readonly location: string | null;
}

export interface Visit {
  readonly form?: Readonly<Record<string, string>>;
  readonly json?: object;
  readonly method?: 'PUT' | 'DELETE';
  readonly bearer?: string;
}

/** One user agent: a cookie jar that minds paths, and a few connections that take turns. */
export class Browser {
  readonly #origin: string;
  readonly #connections: readonly Client[];
  readonly #jar = new Map<string, { readonly value: string; readonly path: string }>();
  #requests = 0;

  constructor(origin: string, connections = 2) {
    this.#origin = origin;
    this.#connections = Array.from({ length: connections }, () => new Client(origin));
  }

  get requests(): number {
    return this.#requests;
  }

  /** @throws Error when the status is another one */
  async visit(path: string, status: number, visit: Visit = {}): Promise<Page> {
    const connection = this.#connections[this.#requests % this.#connections.length] as Client;
    this.#requests += 1;
    const { body, type } = bodyOf(visit);
    const method = visit.method ?? (body === null ? 'GET' : 'POST');
    const answer = await connection.request({
      path,
      method,
      body,
      headers: {
        ...(type === null ? {} : { 'content-type': type }),
        ...(visit.bearer === undefined ? {} : { authorization: `Bearer ${visit.bearer}` }),
        ...this.#cookies(path),
      },
    });
    const text = await answer.body.text();
    if (answer.statusCode !== status) {
      throw new Error(`${method} ${path} was answered with ${answer.statusCode}: ${text}`);
    }
    for (const cookie of [answer.headers['set-cookie'] ?? []].flat()) this.#keep(cookie);
    const location = answer.headers.location;
    const place = typeof location === 'string' ? location.replace(this.#origin, '') : null;
    return { status, text, location: place };
  }

  close(): Promise<unknown> {
    return Promise.all(this.#connections.map((connection) => connection.destroy()));
  }

  #cookies(path: string): Readonly<Record<string, string>> {
    const sent = [...this.#jar].filter(([, cookie]) => path.startsWith(cookie.path));
    if (sent.length === 0) return {};
    return { cookie: sent.map(([name, { value }]) => `${name}=${value}`).join('; ') };
  }

  #keep(cookie: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    const path = /; path=([^;]*)/i.exec(cookie)?.[1] ?? '/';
    if (value === '') this.#jar.delete(name);
    else this.#jar.set(name, { value, path });
  }
}

function bodyOf({ form, json }: Visit): { body: string | null; type: string | null } {
  if (form !== undefined) {
    const body = new URLSearchParams(form).toString();
    return { body, type: 'application/x-www-form-urlencoded' };
  }
  if (json !== undefined) return { body: JSON.stringify(json), type: 'application/json' };
  return { body: null, type: null };
}
