import { describe, expect, it } from 'vitest';
import { type App, twoDeployments } from '../world/two-deployments.ts';

/** Articles by slug, and notes by ids of ten letters. */
function app(): App {
  const things = new Map<string, object>();
  let notes = 0;
  return ({ method, path, json }) => {
    const [, collection = '', name] = path.split('/');
    if (path === '/articles/feed') return { body: { articles: [] } };
    if (method === 'POST' && name === undefined) {
      notes += 1;
      const slug = String(json['title']).toLowerCase().replaceAll(' ', '-');
      const made = collection === 'notes' ? { objectId: `kqAbfRtZl${'mnopq'[notes]}` } : { slug };
      things.set(`/${collection}/${Object.values(made)[0] ?? ''}`, made);
      return { status: 201, body: made };
    }
    const thing = things.get(path.split('/').slice(0, 3).join('/'));
    if (thing === undefined) return { status: 404, body: { error: 'none' } };
    if (method === 'DELETE') things.delete(path);
    return { body: thing };
  };
}

function routesOf(
  ...requests: readonly (readonly [method: string, path: string, title?: string])[]
) {
  const ask = twoDeployments(app(), app());
  return requests.map(([method, path, title]) => {
    return ask(method, path, title === undefined ? {} : { body: { title } }).route;
  });
}

const oneArticle: App = () => ({ body: { article: { slug: 'how-to-train' } } });

describe('the route of a request', () => {
  it('has a parameter for a known slug in its path', () => {
    const routes = routesOf(
      ['POST', '/articles', 'How to train'],
      ['GET', '/articles/how-to-train'],
      ['PUT', '/articles/how-to-train', 'Other'],
      ['POST', '/articles/how-to-train/comments/7'],
      ['DELETE', '/articles/how-to-train'],
      ['GET', '/articles/how-to-train'],
    );
    expect(routes).toEqual([
      'POST /articles',
      'GET /articles/{slug}',
      'PUT /articles/{slug}',
      'POST /articles/{slug}/comments/{id}',
      'DELETE /articles/{slug}',
      'GET /articles/{slug}',
    ]);
  });

  it('has a parameter if the first answer shows that the segment is a slug', () => {
    const ask = twoDeployments(oneArticle, oneArticle);
    expect(ask('GET', '/articles/how-to-train').route).toBe('GET /articles/{slug}');
  });

  it('has a parameter for a known id that looks like a word', () => {
    const [, read] = routesOf(['POST', '/notes', ''], ['GET', '/notes/kqAbfRtZln']);
    expect(read).toBe('GET /notes/{id}');
  });

  it('keeps the fixed words of the API', () => {
    const [, feed] = routesOf(['POST', '/articles', 'Feed'], ['GET', '/articles/feed']);
    const [, other] = routesOf(['POST', '/articles', 'Train'], ['GET', '/articles/feed']);
    expect([feed, other]).toEqual(['GET /articles/{slug}', 'GET /articles/feed']);
  });

  it('is the same for slugs that look random, and for slugs that do not exist', () => {
    const routes = routesOf(
      ['POST', '/articles', 'How to train 20240101'],
      ['GET', '/articles/how-to-train-20240101'],
      ['GET', '/articles/another-one-8f3k2p9x'],
      ['GET', '/articles/never-seen'],
    );
    expect(new Set(routes.slice(1))).toEqual(new Set(['GET /articles/{slug}']));
  });

  it('has parameters for numbers and UUIDs as before', () => {
    const [, seven, uuid] = routesOf(
      ['POST', '/articles', 'How to train'],
      ['GET', '/articles/7'],
      ['GET', '/articles/6f1d2c3b-4a59-4e87-9b0c-1d2e3f4a5b6c'],
    );
    expect([seven, uuid]).toEqual(['GET /articles/{id}', 'GET /articles/{id}']);
  });

  it('never contains an identity, for any path', () => {
    const routes = routesOf(
      ['POST', '/articles', 'My secret'],
      ['GET', '/articles/my-secret?x=my-secret#my-secret'],
      ['GET', '//articles//my-secret'],
      ['GET', '/articles/my%2Dsecret'],
      ['GET', 'http://api.test/articles/my-secret/a'],
    );
    expect(routes.join(' ')).not.toMatch(/my.{1,3}secret/);
  });
});
