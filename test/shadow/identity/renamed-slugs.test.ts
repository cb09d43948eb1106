import { describe, expect, it } from 'vitest';
import { type App, type AppRequest, twoDeployments } from '../world/two-deployments.ts';

interface Blog {
  /** What is put behind the slug of a title. */
  readonly suffix?: () => string;
  /** Null where a thing has nothing but its slug. */
  readonly idOf?: ((count: number) => unknown) | null;
  /** A rename is answered by the thing, by nothing but its Location, or by nothing. */
  readonly answers?: 'thing' | 'location' | 'nothing';
  readonly isWrapped?: boolean;
  readonly renames?: (slug: string, before: string) => string;
  /** What answers in place of the deployment. */
  readonly instead?: (request: AppRequest) => ReturnType<App> | null;
}

type Article = { id?: unknown; slug: string; title: string };

/** Articles that are found by slug, or by their id. */
function blog({
  suffix = () => '',
  idOf = null,
  answers = 'thing',
  isWrapped = true,
  renames = (slug) => slug,
  instead = () => null,
}: Blog): App {
  const articles: Article[] = [];
  let count = 0;
  const shown = (article: Article) => (isWrapped ? { article } : article);
  const slugOf = (title: string): string => title.toLowerCase().replaceAll(' ', '-') + suffix();
  return (request) => {
    const { method, path, json } = request;
    const other = instead(request);
    if (other !== null) return other;
    const [, , name] = path.split('/');
    const title = String(json['title']);
    if (method === 'POST' && name === undefined) {
      count += 1;
      const slug = slugOf(title);
      const article = idOf === null ? { slug, title } : { id: idOf(count), slug, title };
      articles.push(article);
      return { status: 201, body: shown({ ...article }) };
    }
    if (name === undefined) return { body: { articles } };
    const article = articles.find(({ id, slug }) => slug === name || String(id) === name);
    if (article === undefined) return { status: 404, body: { error: 'not found' } };
    if (method === 'DELETE') {
      articles.splice(articles.indexOf(article), 1);
      return { status: 204 };
    }
    if (method === 'GET') return { body: shown({ ...article }) };
    article.slug = renames(slugOf(title), article.slug);
    article.title = title;
    if (answers === 'thing') return { body: shown({ ...article }) };
    const location = ['Location', `/articles/${article.slug}`];
    return { status: 204, fields: answers === 'location' ? location : [] };
  };
}

function suffixes(): () => string {
  let minted = 0;
  const letters = 'bcdfghjkmn';
  return () => {
    minted += 7;
    return `-${String(4096 + minted).replaceAll(/\d/g, (digit) => letters[Number(digit)] ?? '')}`;
  };
}

const numbered = (count: number): number => 100 + count;
const uuids = (count: number): string => `6f1d2c3b-4a59-4e87-9b0c-1d2e3f4a${5000 + count}`;

type Ask = ReturnType<typeof twoDeployments>;

/** Makes an article, renames it twice, and reads, lists and deletes it under its last name. */
function rename(ask: Ask, method: string, by: 'slug' | 'id' = 'slug') {
  const made = ask('POST', '/articles', { body: { title: 'How to train' } });
  const nameOf = ({ json }: typeof made): string => {
    const article = (json['article'] ?? json) as unknown as Article;
    return String(by === 'slug' ? article.slug : article.id);
  };
  let name = nameOf(made);
  const compared = [made, ask('GET', `/articles/${name}`)];
  for (const title of ['Renamed one', 'Renamed again']) {
    const renamed = ask(method, `/articles/${name}`, { body: { title } });
    if (renamed.status === 200) name = nameOf(renamed);
    else if (by === 'slug') name = title.toLowerCase().replaceAll(' ', '-');
    compared.push(renamed, ask('GET', `/articles/${name}`));
  }
  compared.push(
    ask('GET', '/articles'),
    ask('DELETE', `/articles/${name}`),
    ask('GET', `/articles/${name}`),
  );
  return compared.map(({ outcome }) => outcome);
}

function articleSeven(slug: string): App {
  return () => ({ body: { id: 7, slug, title: 'a' } });
}

function articleOf(handle: string): App {
  return () => ({ body: { slug: 'a', author: { handle } } });
}

describe('a slug that a write changes', () => {
  it.each<[string, Blog, Blog]>([
    ['if an id identifies the thing', { idOf: uuids }, { idOf: numbered }],
    ['if the ids are equal', { idOf: numbered }, { idOf: numbered }],
    ['if the thing has no id', {}, {}],
    ['if the answer is the thing itself', { isWrapped: false }, { isWrapped: false }],
    ['if only Location contains it', { answers: 'location' }, { answers: 'location' }],
  ])('is learned %s', (_, ours, theirs) => {
    for (const method of ['PUT', 'PATCH', 'POST']) {
      const ask = twoDeployments(blog(ours), blog({ ...theirs, suffix: suffixes() }));
      expect(rename(ask, method)).toEqual(Array.from({ length: 9 }, () => 'match'));
    }
  });

  it.each<Blog['answers']>(['thing', 'nothing'])(
    'is learned if the thing is known by its id, and a rename answers with %s',
    (answers = 'thing') => {
      const ask = twoDeployments(
        blog({ idOf: uuids, answers }),
        blog({ idOf: numbered, answers, suffix: suffixes() }),
      );
      expect(rename(ask, 'PATCH', 'id')).toEqual(Array.from({ length: 9 }, () => 'match'));
    },
  );

  it('frees its former value for another thing', () => {
    const ask = twoDeployments(blog({ idOf: uuids }), blog({ idOf: numbered, suffix: suffixes() }));
    const outcomes = [
      ask('POST', '/articles', { body: { title: 'One' } }),
      ask('PUT', '/articles/one', { body: { title: 'Two' } }),
      ask('POST', '/articles', { body: { title: 'Three' } }),
      ask('PUT', '/articles/three', { body: { title: 'One' } }),
      ask('GET', '/articles/one'),
      ask('GET', '/articles/two'),
      ask('GET', '/articles'),
    ].map(({ outcome }) => outcome);
    expect(outcomes).toEqual(Array.from({ length: 7 }, () => 'match'));
  });

  it.each<[string, Blog['renames']]>([
    ['keeps the former slug', (_, before) => before],
    ['takes the slug of another thing', () => 'other'],
  ])('is not learned from a candidate that %s', (_, renames) => {
    for (const isWrapped of [true, false]) {
      const wrong = { isWrapped, idOf: numbered, ...(renames === undefined ? {} : { renames }) };
      const ask = twoDeployments(blog({ isWrapped, idOf: numbered }), blog(wrong));
      ask('POST', '/articles', { body: { title: 'Other' } });
      ask('POST', '/articles', { body: { title: 'How to train' } });
      const { outcome, differences } = ask('PUT', '/articles/how-to-train', {
        body: { title: 'Renamed' },
      });
      expect([outcome, differences.map(({ template }) => template)]).toEqual([
        'mismatch',
        [isWrapped ? '$.article.slug' : '$.slug'],
      ]);
    }
  });

  it.each(['PUT', 'PATCH', 'POST'])(
    'is not learned from a %s after which the candidate keeps the former slug',
    (method) => {
      for (const renamesBefore of [0, 1]) {
        let renames = 0;
        const candidate = {
          idOf: numbered,
          suffix: suffixes(),
          renames: (slug: string, before: string) =>
            (renames += 1) > renamesBefore ? before : slug,
        };
        const ask = twoDeployments(blog({ idOf: uuids }), blog(candidate));
        ask('POST', '/articles', { body: { title: 'One' } });
        if (renamesBefore > 0) ask(method, '/articles/one', { body: { title: 'Two' } });
        const renamed = ask(method, `/articles/${renamesBefore > 0 ? 'two' : 'one'}`, {
          body: { title: 'Three' },
        });
        expect(renamed.outcome).toBe('mismatch');
      }
    },
  );

  it('is not learned if a read shows another slug without a rename', () => {
    const ask = twoDeployments(articleSeven('how-to'), articleSeven('how-two'));
    expect(ask('GET', '/articles/7').outcome).toBe('mismatch');
  });

  it('is not learned for another thing in the same answer', () => {
    const ask = twoDeployments(articleOf('anna'), articleOf('bert'));
    expect(ask('PUT', '/articles/a', { body: { title: 'A' } }).outcome).toBe('mismatch');
  });
});

/** What comes after the candidate has failed one write. */
function afterFailed(method: string, options: Blog) {
  let isFailing = false;
  const candidate = blog({
    ...options,
    suffix: suffixes(),
    instead: (request) =>
      isFailing && request.method === method ? { status: 500, body: { error: 'boom' } } : null,
  });
  const ask = twoDeployments(blog(options), candidate);
  for (const title of ['How to train', 'Second one']) ask('POST', '/articles', { body: { title } });
  isFailing = true;
  const body = { title: 'Renamed one' };
  const failed = ask(method, '/articles/how-to-train', method === 'DELETE' ? {} : { body });
  isFailing = false;
  return { ask, failed };
}

describe('a thing that is known by its slug', () => {
  it.each([true, false])('diverges like one known by a UUID, if a delete fails', (isWrapped) => {
    const { ask, failed } = afterFailed('DELETE', { isWrapped });
    const after = ['/articles/how-to-train', '/articles', '/articles'].map((path) =>
      ask('GET', path),
    );
    expect(failed.outcome).toBe('mismatch');
    expect(after.map(({ outcome }) => outcome)).toEqual(['cascade', 'cascade', 'cascade']);
  });

  it.each(['PUT', 'PATCH'])(
    'diverges like one known by a UUID, if its rename by %s fails',
    (method) => {
      for (const options of [{}, { idOf: numbered }, { isWrapped: false }]) {
        const { ask, failed } = afterFailed(method, options);
        const after = ['/articles/renamed-one', '/articles/second-one'].map((path) =>
          ask('GET', path),
        );
        expect(failed.outcome).toBe('mismatch');
        expect(after.map(({ outcome }) => outcome)).toEqual(['cascade', 'match']);
      }
    },
  );

  it.each(['PUT', 'PATCH'])('may be listed in its state before a failed rename by %s', (method) => {
    for (const options of [{}, { idOf: numbered }]) {
      const { ask } = afterFailed(method, options);
      expect(ask('GET', '/articles').outcome).toBe('cascade');
    }
  });

  it.each<[string, (articles: Article[]) => void]>([
    ['another article', ([, second]) => second && (second.title = 'Wrong')],
    ['a member of the article that no write set', ([first]) => first && (first.id = 999)],
    ['a missing article', (articles) => articles.pop()],
  ])('does not explain other differences: %s', (_, spoil) => {
    const candidate = blog({ idOf: numbered, suffix: suffixes() });
    let isFailing = false;
    const ask = twoDeployments(blog({ idOf: numbered }), (request) => {
      if (isFailing && request.method === 'PUT') return { status: 500, body: { error: 'boom' } };
      const answer = candidate(request);
      const articles = (answer.body as { articles?: Article[] } | undefined)?.articles;
      if (!isFailing || articles === undefined) return answer;
      const spoiled = structuredClone(articles);
      spoil(spoiled);
      return { body: { articles: spoiled } };
    });
    for (const title of ['How to train', 'Second one'])
      ask('POST', '/articles', { body: { title } });
    isFailing = true;
    ask('PUT', '/articles/how-to-train', { body: { title: 'Renamed one' } });
    expect(ask('GET', '/articles').outcome).toBe('mismatch');
  });
});
