/** A request to the API. */
export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly bearer: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** The number of the step in the traffic, which labels the things that it creates. */
  readonly step: number;
}

export interface Answer {
  readonly status: number;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly location?: string;
}

/** Makes the identities of one deployment, each once. */
export interface Mint {
  id(step: number): string | number;
  secret(prefix: string, step: number): string;
  slug(title: string, step: number): string;
}

/** A small stateful API of teams, each of which sees its own things and articles. */
export interface ThingApi {
  answer(asked: Asked): Answer;
  /** The label of a thing in both deployments, by its identity in this one. */
  labelOf(identity: unknown): string | undefined;
}

interface Note {
  readonly id: string | number;
  readonly text: string;
}

interface Thing {
  readonly id: string | number;
  readonly secret: string;
  readonly team: string;
  name: string;
  color: string;
  state: 'open' | 'archived';
  calls: number;
  readonly notes: Note[];
}

interface Article {
  readonly slug: string;
  readonly team: string;
  readonly title: string;
  text: string;
}

const viewOf = ({ slug, title, text }: Article) => ({ slug, title, text });

const notFound: Answer = { status: 404, body: { error: 'not found' } };
const unauthorized: Answer = { status: 401, body: { error: 'unauthorized' } };

export function createThingApi(mint: Mint): ThingApi {
  const labels = new Map<string, string>();
  const teams = new Map<string, string>();
  const things = new Map<string, Thing>();
  const bySecret = new Map<string, Thing>();
  const articles = new Map<string, Article>();

  function label<T extends string | number>(identity: T, kind: string, step: number): T {
    labels.set(String(identity), `${kind} ${step}`);
    return identity;
  }

  const shown = ({ id, name, color, state, calls }: Thing) => ({ id, name, color, state, calls });
  const listed = (team: string) => [...things.values()].filter((one) => one.team === team);

  function logIn({ body, step }: Asked): Answer {
    const token = label(mint.secret('session', step), 'session', step);
    teams.set(token, String(body.team));
    return { status: 200, body: { token, team: body.team } };
  }

  function create(team: string, { body, step }: Asked): Answer {
    const name = String(body.name);
    if (listed(team).some((one) => one.name === name))
      return { status: 409, body: { error: 'taken' } };
    const id = label(mint.id(step), 'thing', step);
    const secret = label(mint.secret('sk', step), 'secret', step);
    const color = String(body.color);
    const thing: Thing = { id, secret, team, name, color, state: 'open', calls: 0, notes: [] };
    things.set(String(id), thing);
    bySecret.set(secret, thing);
    return { status: 201, body: { ...shown(thing), secret }, location: `/things/${id}` };
  }

  function onThing(thing: Thing, { method, body }: Asked): Answer {
    if (method === 'DELETE') {
      things.delete(String(thing.id));
      bySecret.delete(thing.secret);
      return { status: 204 };
    }
    if (typeof body.name === 'string') thing.name = body.name;
    if (typeof body.color === 'string') thing.color = body.color;
    if (method === 'PUT') thing.state = 'open';
    return { status: 200, body: shown(thing) };
  }

  function archive(thing: Thing): Answer {
    if (thing.state === 'archived') return { status: 409, body: { error: 'archived' } };
    thing.state = 'archived';
    return { status: 200, body: shown(thing) };
  }

  function onNotes(
    thing: Thing,
    noteId: string | undefined,
    { method, body, step }: Asked,
  ): Answer {
    if (noteId === undefined && method === 'POST') {
      const note = { id: label(mint.id(step), 'note', step), text: String(body.text) };
      thing.notes.push(note);
      return { status: 201, body: { ...note, thingId: thing.id } };
    }
    if (noteId === undefined) {
      return { status: 200, body: { notes: thing.notes.slice(), count: thing.notes.length } };
    }
    const at = thing.notes.findIndex(({ id }) => String(id) === noteId);
    const note = thing.notes[at];
    if (note === undefined) return notFound;
    if (method === 'DELETE') thing.notes.splice(at, 1);
    return method === 'DELETE'
      ? { status: 204 }
      : { status: 200, body: { ...note, thingId: thing.id } };
  }

  function onArticles(
    team: string,
    slug: string | undefined,
    { method, body, step }: Asked,
  ): Answer {
    if (slug === undefined && method === 'POST') {
      const title = String(body.title);
      const article = {
        slug: label(mint.slug(title, step), 'article', step),
        team,
        title,
        text: String(body.text),
      };
      articles.set(article.slug, article);
      return { status: 201, body: { article: viewOf(article) } };
    }
    if (slug === undefined) {
      const all = [...articles.values()].filter((one) => one.team === team).map(viewOf);
      return { status: 200, body: { articles: all, articlesCount: all.length } };
    }
    const article = articles.get(slug);
    if (article?.team !== team) return notFound;
    if (method === 'PUT') article.text = String(body.text);
    return { status: 200, body: { article: viewOf(article) } };
  }

  function call({ bearer, body, step }: Asked): Answer {
    const thing = bySecret.get(bearer);
    if (thing === undefined) return unauthorized;
    thing.calls += 1;
    return {
      status: 200,
      body: { id: label(mint.secret('call', step), 'call', step), text: body.text },
    };
  }

  function search(team: string, { body }: Asked): Answer {
    const found = listed(team)
      .filter(({ color }) => color === body.color)
      .map(shown);
    return { status: 200, body: { things: found, count: found.length } };
  }

  function inSession(team: string, asked: Asked): Answer {
    const [, collection, name, sub, subName] = asked.url.pathname
      .split('/')
      .map(decodeURIComponent);
    if (collection === 'logout') {
      teams.delete(asked.bearer);
      return { status: 204 };
    }
    if (collection === 'search') return search(team, asked);
    if (collection === 'articles') return onArticles(team, name, asked);
    if (name === undefined) {
      if (asked.method === 'POST') return create(team, asked);
      const all = listed(team).map(shown);
      return { status: 200, body: { things: all, total: all.length } };
    }
    const thing = things.get(name);
    if (thing?.team !== team) return notFound;
    if (sub === 'archive') return archive(thing);
    return sub === 'notes' ? onNotes(thing, subName, asked) : onThing(thing, asked);
  }

  return {
    answer(asked) {
      if (asked.url.pathname === '/login') return logIn(asked);
      if (asked.url.pathname === '/calls') return call(asked);
      const team = teams.get(asked.bearer);
      return team === undefined ? unauthorized : inSession(team, asked);
    },
    labelOf: (identity) => labels.get(String(identity)),
  };
}
