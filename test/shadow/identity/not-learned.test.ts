import { describe, expect, it } from 'vitest';
import { type App, type AppRequest, twoDeployments } from '../world/two-deployments.ts';

const uuids = ['6f1d2c3b-4a59-4e87-9b0c-1d2e3f4a5b6c', '0a1b2c3d-4e5f-4a6b-8c7d-9e8f7a6b5c4d'];

/** The outcome of one exchange in which each deployment answers with its own body. */
function outcomeOf(
  [method, target, body]: readonly [string, string, unknown?],
  primary: unknown,
  candidate: unknown,
): string {
  const status = method === 'POST' ? 201 : 200;
  const app = (answer: unknown) => () => ({ status, body: answer });
  return twoDeployments(app(primary), app(candidate))(method, target, { body }).outcome;
}

describe('a value that the client chose', () => {
  it.each([
    ['an id that the client generated', 'id', uuids[0], uuids[1]],
    ['a word under the name of an id', 'role_id', 'admin', 'user'],
    ['a readable name', 'handle', 'ann', 'bob'],
    ['a token under a neutral name', 'sku', 'AB12CD34EF56', 'ZX98YW76VU54'],
  ])('differs if the candidate answers with another one: %s', (_, name, sent, other) => {
    const asked = ['POST', '/things', { [name]: sent }] as const;
    expect(outcomeOf(asked, { [name]: sent }, { [name]: other })).toBe('mismatch');
    expect(outcomeOf(asked, { [name]: sent }, { [name]: sent })).toBe('match');
  });

  it('does not keep a generated id beside it from being learned', () => {
    const asked = ['POST', '/things', { role_id: 'admin' }] as const;
    const [primary, candidate] = uuids.map((id) => ({ id, role_id: 'admin' }));
    expect(outcomeOf(asked, primary, candidate)).toBe('match');
  });
});

describe('two values that are nearly equal', () => {
  it.each([
    ['filename', 'report20260115.pdf', 'report20260116.pdf'],
    ['contact', 'john12345@example.com', 'jane12345@example.com'],
    ['iban', 'DE89370400440532013000', 'DE89370400440532013001'],
    ['picture', 'https://cdn.example/a/img20260115.png', 'https://cdn.example/a/img20260116.png'],
  ])('are not identities under a neutral name: %s', (name, ours, theirs) => {
    expect(outcomeOf(['GET', '/things/same'], { [name]: ours }, { [name]: theirs })).toBe(
      'mismatch',
    );
  });

  it.each([
    ['avatar', 'img-9f3k2m8q7x1z', 'img-b7v4n1c6w0ps'],
    ['link', 'https://api.example/things/1041', 'https://api.example/things/1042'],
    ['thread', '01HF7YAT31S2QK4J8W9V0XCZRM', '01HF7YAT328D5N6PBGTE3AFHKY'],
  ])('are identities if the equal part is a time or a word: %s', (name, ours, theirs) => {
    expect(outcomeOf(['GET', '/things/same'], { [name]: ours }, { [name]: theirs })).toBe('match');
  });
});

/** Things with a list of their members in one string, which `spoil` changes in each answer. */
function teams(first: number, spoil: (ids: readonly number[]) => readonly number[]): App {
  let last = first;
  const members: number[] = [];
  return ({ path }) => {
    if (path === '/users') members.push((last += 1));
    return path === '/users'
      ? { status: 201, body: { id: last } }
      : { status: 201, body: { name: 'a', userIds: spoil(members).join(',') } };
  };
}

function outcomesOfTeams(spoil: (ids: readonly number[]) => readonly number[]): readonly string[] {
  const ask = twoDeployments(
    teams(0, (ids) => ids),
    teams(4, spoil),
  );
  return ['/users', '/users', '/users', '/teams'].map(
    (target) => ask('POST', target, { body: {} }).outcome,
  );
}

describe('a list of ids in one string', () => {
  it('is the same if each element is the same thing', () => {
    expect(outcomesOfTeams((ids) => ids)).toEqual(['match', 'match', 'match', 'match']);
  });

  it.each([
    ['an element is missing', (ids: readonly number[]) => ids.slice(1)],
    ['two elements are exchanged', (ids: readonly number[]) => ids.toReversed()],
  ])('differs if %s', (_, spoil) => {
    expect(outcomesOfTeams(spoil).at(-1)).toBe('mismatch');
  });
});

/** One document, whose revision a write changes unless it is `stale`. */
function documents(prefix: string, stale: boolean): App {
  let writes = 0;
  return ({ method }: AppRequest) => {
    if (method === 'PUT' && !(stale && writes > 0)) writes += 1;
    return { body: { text: 'a', version: `${prefix}81f2a4c0d7e9${writes}` } };
  };
}

describe('a revision that is generated', () => {
  it.each([
    ['is the same if each write changes it on both deployments', false, 'match'],
    ['differs if a write changes only that of primary', true, 'mismatch'],
  ])('%s', (_, stale, outcome) => {
    const ask = twoDeployments(documents('b3e7', false), documents('95dc', stale));
    const outcomes = [1, 2].map((text) => ask('PUT', '/documents/a', { body: { text } }).outcome);
    expect(outcomes).toEqual(['match', outcome]);
  });
});

/** Users by number, and notes, of which the candidate may assign one to the previous user. */
function notes(first: number, isWrong: boolean): App {
  let last = first;
  return ({ path, json }) => {
    if (path === '/users') return { status: 201, body: { id: (last += 1) } };
    const owner = Number(json['userId']) - (isWrong ? 1 : 0);
    return { status: 201, body: { id: 70 + first, userId: owner } };
  };
}

describe('a number that is the id of another thing on the candidate', () => {
  it.each([
    ['is a difference, although both deployments write the same number', true, 'mismatch'],
    ['is no difference if it is the right id', false, 'match'],
  ])('%s', (_, isWrong, outcome) => {
    const ask = twoDeployments(notes(0, false), notes(1, isWrong));
    for (const name of ['a', 'b', 'c']) ask('POST', '/users', { body: { name } });
    expect(ask('POST', '/notes', { body: { userId: 2 } }).outcome).toBe(outcome);
  });
});
