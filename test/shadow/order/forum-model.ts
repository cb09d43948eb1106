import { randomUUID } from 'node:crypto';

/** A request to the forum. */
export interface ForumRequest {
  /** Its credential: that of a login, or another one. */
  readonly client: string;
  readonly method: string;
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

export interface ForumAnswer {
  readonly status: number;
  readonly body: unknown;
}

interface Row {
  readonly id: string;
  /** The number of the request that created it, the same in every forum. */
  readonly madeBy: number;
  readonly kind: string;
  readonly [member: string]: unknown;
}

/**
 * A small API with all that order may show in: lists in the order of creation, things within others,
 * names that only one may have, pages that a PUT makes, and what belongs to whoever asks.
 */
export class Forum {
  readonly #rows: Row[] = [];
  readonly #carts = new Map<string, unknown[]>();
  /** The author of each row, which answers do not show. */
  readonly #authors = new Map<Row, Row>();
  readonly #mint: () => string;

  constructor(mint: () => string = randomUUID) {
    this.#mint = mint;
  }

  /** @param sequence of the request */
  ask({ client, method, path, body = {} }: ForumRequest, sequence: number): ForumAnswer {
    const [kind = '', name = '', part = ''] = path.slice(1).split('/');
    if (kind === 'cart') return this.#cart(client, method, body);
    const make = (made: string, members: ForumRequest['body'] = {}): ForumAnswer =>
      this.#make(made, members, sequence, this.#userOf(client));
    if (part === 'comments') {
      const within = this.#find(kind, name);
      if (within === undefined) return gone;
      if (method === 'POST') return make('comments', { ...body, article: within.id });
      return this.#list('comments', (row) =>
        kind === 'users' ? this.#authors.get(row) === within : row['article'] === within.id,
      );
    }
    if (kind === 'login') {
      const user = this.#find('users', String(body['name']));
      return user === undefined ? gone : make('logins', { user: user.id });
    }
    if (name === '') return method === 'POST' ? make(kind, body) : this.#list(kind, () => true);
    const row = this.#find(kind, name);
    if (method === 'PUT' && row === undefined && kind === 'pages') {
      return make(kind, { ...body, slug: name });
    }
    if (row === undefined) return gone;
    if (method === 'DELETE') {
      this.#remove(row);
      return { status: 204, body: null };
    }
    if (method !== 'GET') Object.assign(row, body);
    return { status: 200, body: { ...row } };
  }

  #cart(client: string, method: string, body: unknown): ForumAnswer {
    const cart = this.#carts.get(client) ?? [];
    this.#carts.set(client, cart);
    if (method === 'DELETE') cart.length = 0;
    if (method === 'POST') cart.push(body);
    return { status: 200, body: { items: [...cart] } };
  }

  #userOf(client: string): Row | undefined {
    const login = this.#find('logins', client);
    return this.#rows.find((row) => row.kind === 'users' && row.id === login?.['user']);
  }

  #make(
    kind: string,
    body: Readonly<Record<string, unknown>>,
    madeBy: number,
    author: Row | undefined,
  ): ForumAnswer {
    const { slug } = body;
    if (typeof slug === 'string' && this.#find(kind, slug) !== undefined) {
      return { status: 409, body: { error: 'taken' } };
    }
    const row = { id: this.#mint(), kind, ...body, madeBy };
    this.#rows.push(row);
    if (author !== undefined) this.#authors.set(row, author);
    return { status: 201, body: { ...row } };
  }

  #list(kind: string, test: (row: Row) => boolean): ForumAnswer {
    const items = this.#rows.filter((row) => row.kind === kind && test(row));
    return { status: 200, body: { items: structuredClone(items) } };
  }

  #find(kind: string, name: string): Row | undefined {
    return this.#rows.find((row) => row.kind === kind && (row.id === name || row['slug'] === name));
  }

  /** Including things inside it. */
  #remove(row: Row): void {
    for (const inner of this.#rows.filter((other) => other['article'] === row.id)) {
      this.#remove(inner);
    }
    this.#rows.splice(this.#rows.indexOf(row), 1);
  }
}

const gone: ForumAnswer = { status: 404, body: { error: 'not found' } };
