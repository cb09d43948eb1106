import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { saySame } from '../../../src/shadow/divergence/same-thing.ts';
import { IdBook } from '../../../src/shadow/identity/book/id-book.ts';
import { type App, type AppRequest, twoDeployments } from '../world/two-deployments.ts';
import { worldUnderTest } from '../world/world-under-test.ts';

interface Store {
  /** What the member is called. */
  readonly name: string;
  readonly mint: (content: string, count: number) => string | number;
  /** How a write brings the revision that it has read. */
  readonly isCurrent?: (request: AppRequest, revision: string) => boolean;
  readonly keep?: (content: unknown) => unknown;
  /** A write that is lost is answered all the same. */
  readonly losesNth?: number;
  readonly answersWrites?: boolean;
}

/** Documents with a revision that every write but the first has to bring. */
function store({
  name,
  mint,
  isCurrent = ({ json }, revision) => String(json[name]) === revision,
  keep = (content) => content,
  losesNth = -1,
  answersWrites = true,
}: Store): App {
  const documents = new Map<string, { v: unknown; revision: string | number; count: number }>();
  let writes = 0;
  return (request) => {
    const { method, path, json } = request;
    const known = documents.get(path);
    if (method === 'GET') {
      return known === undefined
        ? { status: 404, body: { error: 'none' } }
        : { body: { v: known.v, [name]: known.revision } };
    }
    if (known !== undefined && !isCurrent(request, String(known.revision))) {
      return { status: 409, body: { error: 'conflict' } };
    }
    const count = (known?.count ?? 0) + 1;
    const made = { v: keep(json['v']), revision: mint(JSON.stringify(json['v']), count), count };
    writes += 1;
    if (writes !== losesNth) documents.set(path, made);
    return answersWrites ? { body: { ok: true, [name]: made.revision } } : { status: 204 };
  };
}

/** The same seed makes the same revisions. */
function random(seed: string, chars = 32): Store['mint'] {
  let minted = 0;
  return () => digest(`${seed} ${(minted += 1)}`).slice(0, chars);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Writes a document three times and reads it in between. */
function outcomesOf(primary: Store, candidate: Store, bring = inBody): readonly string[] {
  const ask = twoDeployments(store(primary), store(candidate));
  const outcomes: string[] = [];
  let revision: Revision;
  for (const v of [1, 2, 3]) {
    const { target, fields, body } = bring(primary.name, revision);
    outcomes.push(
      ask('PUT', `/docs/plan${target ?? ''}`, { fields: fields ?? [], body: { v, ...body } })
        .outcome,
    );
    const read = ask('GET', '/docs/plan');
    outcomes.push(read.outcome);
    revision = read.json[primary.name];
  }
  return outcomes;
}

/** Undefined for the first write. */
type Revision = string | number | undefined;

type Bring = (
  name: string,
  revision: Revision,
) => { target?: string; fields?: string[]; body?: object };

const inBody: Bring = (name, revision) => ({
  body: revision === undefined ? {} : { [name]: revision },
});
const allMatch = Array.from({ length: 6 }, () => 'match');

describe('a random revision', () => {
  it.each(['_rev', 'rev', 'revision', 'version', 'etag', 'lockVersion', 'concurrencyStamp'])(
    'is learned under the name %s',
    (name) => {
      const [ours, theirs] = [random('p'), random('c')];
      expect(outcomesOf({ name, mint: ours }, { name, mint: theirs })).toEqual(allMatch);
    },
  );

  it.each<[string, (mint: Store['mint']) => Store['mint']]>([
    [
      'with a count in front',
      (mint) => (content, count) => `${count}-${String(mint(content, count))}`,
    ],
    [
      'that begins with a digit by chance',
      (mint) => (content, count) => {
        const drawn = String(mint(content, count));
        return `${/^[0-7]/.test(drawn) ? '7_' : 'fR'}${drawn}`;
      },
    ],
    [
      'of ten characters',
      (mint) => (content, count) => `x${String(mint(content, count)).slice(0, 9)}`,
    ],
    [
      'in base64',
      (mint) => (content, count) =>
        `${Buffer.from(String(mint(content, count)), 'hex')
          .toString('base64')
          .slice(0, 11)}=`,
    ],
    [
      'that is a time as a number',
      (mint) => (content, count) =>
        1_700_000_000_000 + Number.parseInt(String(mint(content, count)).slice(0, 6), 16),
    ],
  ])('is learned %s', (_, written) => {
    const [ours, theirs] = [written(random('p')), written(random('c'))];
    expect(outcomesOf({ name: 'version', mint: ours }, { name: 'version', mint: theirs })).toEqual(
      allMatch,
    );
  });

  it.each<[string, Bring, Store['isCurrent']]>([
    [
      'in the query',
      (_, revision) => ({ target: revision === undefined ? '' : `?rev=${String(revision)}` }),
      ({ query }, revision) => query.get('rev') === revision,
    ],
    [
      'in If-Match',
      (_, revision) => ({
        fields: revision === undefined ? [] : ['If-Match', `"${String(revision)}"`],
      }),
      ({ fields }, revision) => fields['if-match'] === `"${revision}"`,
    ],
    [
      'in If-Match without quotes',
      (_, revision) => ({ fields: revision === undefined ? [] : ['If-Match', String(revision)] }),
      ({ fields }, revision) => fields['if-match'] === revision,
    ],
  ])('is translated %s', (_, bring, isCurrent) => {
    const name = '_rev';
    const options = { name, ...(isCurrent === undefined ? {} : { isCurrent }) };
    const [ours, theirs] = [random('p'), random('c')];
    expect(outcomesOf({ ...options, mint: ours }, { ...options, mint: theirs }, bring)).toEqual(
      allMatch,
    );
  });

  it('is translated in a form', () => {
    const world = worldUnderTest();
    const [ours, theirs] = [digest('p').slice(0, 10), digest('c').slice(0, 10)];
    world.exchange(
      { method: 'PUT', target: '/docs/plan', body: {} },
      { body: { version: `x${ours}` } },
      { body: { version: `y${theirs}` } },
    );
    expect(
      world.translate({ method: 'PUT', target: '/docs/plan', body: `v=2&version=x${ours}` }).text,
    ).toBe(`v=2&version=y${theirs}`);
  });

  it('is learned from the first read if the write does not show it', () => {
    const options = { name: 'version', answersWrites: false };
    expect(
      outcomesOf({ ...options, mint: random('p') }, { ...options, mint: random('c') }),
    ).toEqual(allMatch);
  });
});

describe('a sequential revision', () => {
  const counted = { mint: (_: string, count: number) => count };

  it.each(['_rev', 'version', 'etag', 'lockVersion'])(
    'is no identity, so that lost updates show: %s',
    (name) => {
      const outcomes = outcomesOf({ name, ...counted }, { name, ...counted, losesNth: 2 });
      expect(outcomes.slice(0, 4)).toEqual(['match', 'match', 'match', 'mismatch']);
    },
  );

  it.each<[string, string, string]>([
    ['that counts', '3', '4'],
    ['that counts behind a letter', 'v3', 'v4'],
    ['of a release', '1.2.3', '1.2.4'],
    ['of a release with its build', '2.0.0-rc.1+20240101', '2.0.0-rc.2+20240102'],
    ['that is a day', '2024-01-01', '2024-01-02'],
    ['with another count in front', `2-${digest('a')}`, `3-${digest('b')}`],
    ['that is a word', 'draft', 'final'],
  ])('is not learned: a revision %s', (_, ours, theirs) => {
    for (const name of ['_rev', 'version']) {
      const world = worldUnderTest();
      world.exchange(
        { method: 'PUT', target: '/docs/7', body: {} },
        { body: { [name]: ours } },
        { body: { [name]: theirs } },
      );
      expect(world.identities).toBe(0);
    }
  });

  it('is not learned from a header', () => {
    const world = worldUnderTest();
    world.exchange({ target: '/docs/7' }, { fields: ['ETag', '"3"'] }, { fields: ['ETag', '"4"'] });
    expect(world.identities).toBe(0);
  });
});

function withoutTwo(v: unknown): unknown {
  return v === 2 ? 'lost' : v;
}

describe('a revision that is a hash of the content', () => {
  const name = 'rev';

  it('is the same on both sides', () => {
    expect(outcomesOf({ name, mint: digest }, { name, mint: digest })).toEqual(allMatch);
  });

  it('leads writes to the right state if the candidate saves something else, which is found', () => {
    const outcomes = outcomesOf(
      { name, mint: digest },
      { name, mint: (content) => digest(`${content} there`), keep: withoutTwo },
    );
    expect(outcomes).toEqual(['match', 'match', 'match', 'mismatch', 'match', 'match']);
  });
});

describe('the version of a program', () => {
  it('is no revision, because it belongs to no thing', () => {
    const { known } = worldUnderTest().exchange(
      { target: '/health' },
      { body: { version: digest('a').slice(0, 12) } },
      { body: { version: digest('b').slice(0, 12) } },
    );
    expect(known).toEqual([]);
  });

  it('is a revision beside an id', () => {
    const { known } = worldUnderTest().exchange(
      { target: '/plan' },
      { body: { id: 7, version: digest('a') } },
      { body: { id: 7, version: digest('b') } },
    );
    expect(known).toHaveLength(1);
  });
});

describe('two states of one thing with random revisions', () => {
  const book = new IdBook(10);

  it('are the same for any random values', () => {
    expect(saySame(book, { a: 1, version: digest('a') }, { a: 1, version: digest('b') })).toBe(
      true,
    );
  });

  it('differ if one was changed more often', () => {
    expect(saySame(book, { a: 1, version: 3 }, { a: 1, version: 4 })).toBe(false);
  });
});
