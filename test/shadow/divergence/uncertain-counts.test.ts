import { describe, expect, it } from 'vitest';
import { type Answered, type Asked, worldUnderTest } from '../world/world-under-test.ts';

const [a, b] = ['7b0c1a52-4d3e-4f60-8a71-9b2c3d4e5f60', '1f2e3d4c-5b6a-4978-8c9d-0e1f2a3b4c5d'];
const [theirA, theirB] = [
  'c9d8e7f6-a5b4-4c3d-9e2f-1a0b9c8d7e6f',
  '0a1b2c3d-4e5f-4a6b-8c7d-9e8f0a1b2c3d',
];

const [meanwhile, before] = [
  { startedAt: 1_010, endedAt: 1_020 },
  { startedAt: 900, endedAt: 1_000 },
];
const [read, nothing] = [{ startedAt: 1_000, endedAt: 1_030 }, { total: 5 }];

interface Racing {
  readonly asked: Asked;
  readonly ours: Answered;
  readonly theirs?: Answered;
}

const note = (id: string, more: object = {}): Answered => ({ status: 201, body: { id, ...more } });
const create: Racing = {
  asked: { method: 'POST', target: '/notes', body: { text: 'x' } },
  ours: note(b),
  theirs: note(theirB),
};
const remove: Racing = {
  asked: { method: 'DELETE', target: `/notes/${a}` },
  ours: { status: 204 },
};

/** A note is there; then a request overlaps with writes. */
function askedDuring(target: string | Asked, racing: readonly Racing[]) {
  const world = worldUnderTest();
  world.exchange({ method: 'POST', target: '/notes', body: {} }, note(a), note(theirA));
  for (const { asked, ours, theirs = ours } of racing) {
    world.exchange({ ...asked, times: meanwhile }, ours, theirs);
  }
  const asked = typeof target === 'string' ? { target } : target;
  return world.exchange({ ...asked, times: read }, { body: nothing }, { body: { total: 6 } })
    .uncertain;
}

describe('the uncertain part of a total', () => {
  it.each<[string, Racing]>([
    ['was created', create],
    ['was removed', remove],
    [
      'was created with an answer that broke off',
      { ...create, asked: { ...create.asked, brokenOff: true } },
    ],
  ])('includes a thing that %s at the same time', (_, write) => {
    const uncertain = askedDuring('/notes?limit=0', [write]);
    expect(uncertain).toEqual([{ cause: 2, kind: 'note', count: 1, isOfPath: true }]);
  });

  it('includes each of several things that one write created', () => {
    const ours = { status: 201, body: [{ id: a.replace('7', '8') }, { id: b }] };
    const theirs = { status: 201, body: [{ id: theirA.replace('9', '8') }, { id: theirB }] };
    const several = { ...create.asked, body: [{}, {}] };
    expect(askedDuring('/notes', [{ asked: several, ours, theirs }])[0]?.count).toBe(2);
  });

  it('includes each of several things that one request removed by a query', () => {
    const ours = { body: [{ id: a }, { id: b }] };
    const asked = { method: 'DELETE', target: '/notes?old=true' };
    expect(askedDuring('/notes', [{ asked, ours }])[0]?.count).toBe(2);
  });

  it('includes a thing once that was created and removed', () => {
    const gone = { asked: { method: 'DELETE', target: `/notes/${b}` }, ours: { status: 204 } };
    expect(askedDuring('/notes', [create, gone])[0]?.count).toBe(1);
  });

  it('includes a thing whose requested member changed', () => {
    const ours = { body: { id: a, status: 'open' } };
    const asked = { method: 'PATCH', target: `/notes/${a}`, body: { status: 'open' } };
    expect(askedDuring('/notes?status=open&limit=0', [{ asked, ours }])[0]?.count).toBe(1);
  });

  it('includes a thing of another kind than that of the path, and marks it', () => {
    expect(askedDuring('/users', [create])).toEqual([
      { cause: 2, kind: 'note', count: 1, isOfPath: false },
    ]);
  });

  it('includes a thing that a mutation removed by its id', () => {
    const query = `mutation { removeNote(id: "${a}") }`;
    const ours = { body: { data: { removeNote: true } } };
    const asked = { method: 'POST', target: '/graphql', body: { query } };
    expect(askedDuring('/graphql', [{ asked, ours }])).toEqual([
      { cause: 2, kind: 'removenote', count: 1, isOfPath: false },
    ]);
  });

  it('includes a thing whose member changed that is an argument of the query', () => {
    const query = `mutation { editNote(id: "${a}", title: "new") { title } }`;
    const ours = { body: { data: { editNote: { title: 'new' } } } };
    const edit = { asked: { method: 'POST', target: '/graphql', body: { query } }, ours };
    const counts = ['{ notes(title: "new") { totalCount } }', '{ notes { totalCount } }'].map(
      (query) =>
        askedDuring({ method: 'POST', target: '/graphql', body: { query } }, [edit]).length,
    );
    expect(counts).toEqual([1, 0]);
  });
});

describe('the certain part of a total', () => {
  it.each<[string, string, Racing, object]>([
    ['was created before', '/notes', create, { times: before }],
    ['both answers show', '/notes', remove, { body: { total: 5, data: [{ id: a }] } }],
    [
      'primary refused to create',
      '/notes',
      { ...create, ours: { status: 409 }, theirs: { status: 409 } },
      {},
    ],
    [
      'changed in a member that was not requested',
      '/notes?author=me',
      {
        asked: { method: 'PATCH', target: `/notes/${a}`, body: { status: 'open' } },
        ours: { body: { id: a, status: 'open' } },
      },
      {},
    ],
    [
      'was created in another thing',
      `/notes/${a}/comments`,
      {
        asked: { method: 'POST', target: `/notes/${theirB}/comments`, body: {} },
        ours: note(b),
        theirs: note(theirA),
      },
      {},
    ],
  ])('includes a thing that %s', (_, target, write, options) => {
    const world = worldUnderTest();
    world.exchange({ method: 'POST', target: '/notes', body: {} }, note(a), note(theirA));
    const { ours, theirs = ours } = write;
    const { times = meanwhile, body = nothing } = options as {
      times?: typeof before;
      body?: object;
    };
    world.exchange({ ...write.asked, times }, ours, theirs);
    const listed = JSON.parse(JSON.stringify(body).replaceAll(a, theirA)) as object;
    const asked = { target, times: read };
    expect(world.exchange(asked, { body }, { body: listed }).uncertain).toEqual([]);
  });
});
