import { describe, expect, it } from 'vitest';
import { type App, twoDeployments } from '../world/two-deployments.ts';
import { worldUnderTest } from '../world/world-under-test.ts';

const anything: (acl: unknown) => boolean = () => true;

/** Users and notes, with who may read a note by user. */
function notes(ids: readonly string[], { isReadable = anything } = {}): App {
  const left = [...ids];
  const known = new Map<string, Record<string, unknown>>();
  return ({ method, path, json }) => {
    if (method === 'POST') {
      const objectId = left.shift() ?? 'none';
      known.set(objectId, json);
      return { status: 201, body: { objectId } };
    }
    const objectId = path.split('/')[2] ?? '';
    const note = known.get(objectId);
    if (note === undefined) return { status: 404, body: { error: 'none' } };
    return { body: { objectId, ...note, isReadable: isReadable(note['acl']) } };
  };
}

const ours = ['YUSs1TQpeL', 'kqAbfRtzLm', 'dQw4w9WgXcQ'];
const theirs = ['Zb02kPqLxw', 'mWqTrsAbYo', 'aB3dE5gH7j_'];

const sharing: App = ({ method }) =>
  method === 'POST'
    ? { status: 201, body: { objectId: theirs[0] } }
    : {
        body: {
          objectId: theirs[2],
          title: 'a',
          acl: { [theirs[1] ?? '']: 1 },
          isReadable: true,
        },
      };

function made(slug: string) {
  return { status: 201, body: { slug, title: 'Title' } };
}

function wrapped(slug: string) {
  return { status: 201, body: { article: { slug } } };
}

describe('a known id as the name of a member', () => {
  it.each<[string, (user: string) => unknown]>([
    ['in a map of rights', (user) => ({ [user]: { read: true } })],
    ['beside other names', (user) => ({ '*': { read: true }, [user]: { write: true } })],
    ['in a nested map', (user) => ({ users: { [user]: { since: 5 } } })],
    ['in a list of maps', (user) => [{ [user]: 1 }, { other: 2 }]],
  ])('is translated and compared: %s', (_, aclOf) => {
    const readers = (acl: unknown): boolean =>
      theirs.concat(ours).some((id) => JSON.stringify(acl).includes(id));
    const ask = twoDeployments(notes(ours), notes(theirs, { isReadable: readers }));
    const { objectId: user = '' } = ask('POST', '/users', { body: { name: 'anna' } }).json;
    const made = ask('POST', '/notes', { body: { title: 'a', acl: aclOf(user) } });
    const read = ask('GET', `/notes/${String(made.json['objectId'])}`);
    expect([made.outcome, read.outcome]).toEqual(['match', 'match']);
  });

  it('is an identity although it looks like a word', () => {
    const world = worldUnderTest();
    world.exchange(
      { method: 'POST', target: '/users', body: {} },
      { status: 201, body: { objectId: 'kqabfrtzlm' } },
      { status: 201, body: { objectId: 'mwqtrsabyo' } },
    );
    const body = { acl: { kqabfrtzlm: { read: true } } };
    expect(world.translate({ method: 'POST', target: '/notes', body }).text).toBe(
      '{"acl":{"mwqtrsabyo":{"read":true}}}',
    );
  });

  it('is a plain name if another thing has a member with this name', () => {
    const world = worldUnderTest();
    world.exchange(
      { method: 'POST', target: '/articles', body: {} },
      made('first'),
      made('first-2'),
    );
    world.exchange(
      { method: 'POST', target: '/articles', body: {} },
      made('title'),
      made('title-7'),
    );
    const body = { title: 'Other' };
    expect(world.translate({ method: 'PUT', target: '/articles/first', body }).text).toBe(
      '{"title":"Other"}',
    );
  });

  it('is a plain name if it is a number whose kind is unknown', () => {
    const world = worldUnderTest();
    world.exchange({ target: '/users' }, { body: [{ id: 7 }] }, { body: [{ id: 12 }] });
    const body = { hours: { 7: 3 } };
    expect(world.translate({ method: 'POST', target: '/plans', body }).text).toBe(
      '{"hours":{"7":3}}',
    );
  });

  it('makes a request wait for the exchange that first shows it', () => {
    const world = worldUnderTest();
    const made = world.begin(
      { method: 'POST', target: '/users', body: {} },
      { status: 201, body: { objectId: ours[0] } },
    );
    const shown = world.touchesOf({
      method: 'POST',
      target: '/notes',
      body: { acl: { [ours[0] ?? '']: {} } },
    });
    expect(shown).toContainEqual(expect.objectContaining({ key: 'learning 1' }));
    made.end(null);
  });

  it('is a difference if the candidate gives the right to another person', () => {
    const ask = twoDeployments(notes(ours), (request) =>
      request.path === '/notes' ? { status: 201, body: { objectId: theirs[2] } } : sharing(request),
    );
    const user = ask('POST', '/users', { body: {} }).json['objectId'];
    const other = ask('POST', '/notes', { body: { title: 'a', acl: { [String(user)]: 1 } } }).json;
    const read = ask('GET', `/notes/${String(other['objectId'])}`);
    expect(read.outcome).toBe('mismatch');
  });
});

describe('a known short id', () => {
  it('is translated under a neutral name', () => {
    const world = worldUnderTest();
    world.exchange(
      { method: 'POST', target: '/users', body: {} },
      { status: 201, body: { objectId: ours[0] } },
      { status: 201, body: { objectId: theirs[0] } },
    );
    const asked = { method: 'POST', target: '/notes', body: { owner: ours[0], title: ours[0] } };
    expect(world.translate(asked).text).toBe(`{"owner":"${theirs[0]}","title":"${ours[0]}"}`);
  });
});

describe('a word in a path', () => {
  it('is translated only as a thing of the right kind', () => {
    const world = worldUnderTest();
    const post = { method: 'POST', target: '/articles', body: {} };
    world.exchange(post, wrapped('comments'), wrapped('comments-7'));
    expect(world.translate({ target: '/articles/comments' }).head.target).toBe(
      '/articles/comments-7',
    );
    expect(world.translate({ target: '/posts/5/comments' }).head.target).toBe('/posts/5/comments');
  });
});
