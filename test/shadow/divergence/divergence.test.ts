import { describe, expect, it } from 'vitest';
import { worldUnderTest } from '../world/world-under-test.ts';

const [a, b] = ['7b0c1a52-4d3e-4f60-8a71-9b2c3d4e5f60', '1f2e3d4c-5b6a-4978-8c9d-0e1f2a3b4c5d'];
const [theirA, theirB] = [
  'c9d8e7f6-a5b4-4c3d-9e2f-1a0b9c8d7e6f',
  '0a1b2c3d-4e5f-4a6b-8c7d-9e8f0a1b2c3d',
];

type World = ReturnType<typeof worldUnderTest>;

const made = (id: string, more: object = {}) => ({ status: 201, body: { id, ...more } });
const post = { method: 'POST', target: '/orders', body: { qty: 1 } };
const refused = { status: 500, body: { error: 'boom' } };

/** Both make a thing, and then primary alone makes another. */
function withLostCreate(world: World = worldUnderTest()): { world: World; cause: number } {
  world.exchange(post, made(a, { qty: 1 }), made(theirA, { qty: 1 }));
  const { sequence } = world.exchange(post, made(b, { qty: 2 }), refused);
  return { world, cause: sequence };
}

const list = (...ids: string[]) => ({ body: { items: ids.map((id) => ({ id })) } });

describe('a thing that the candidate failed to create', () => {
  it('is absent if primary lists it, with the failed request as its cause', () => {
    const { world, cause } = withLostCreate();
    const { things } = world.exchange({ target: '/orders' }, list(a, b), list(theirA));
    expect(things).toEqual([
      {
        kind: 'absent',
        because: 'loss',
        cause,
        states: [],
        primaryPath: ['items', 1],
        candidatePath: null,
      },
    ]);
  });

  it('explains failed reads of it', () => {
    const { world, cause } = withLostCreate();
    const { status } = world.exchange({ target: `/orders/${b}` }, made(b), { status: 404 });
    expect(status).toEqual({ because: 'loss', cause });
  });

  it('explains nothing about another thing', () => {
    const { world } = withLostCreate();
    const { status, things } = world.exchange({ target: `/orders/${a}` }, made(a), {
      status: 404,
    });
    expect([status, things]).toEqual([null, []]);
  });

  it('explains no later failure to create a thing', () => {
    const { world } = withLostCreate();
    const again = world.exchange(post, made('3c4d5e6f-0a1b-4c2d-8e3f-4a5b6c7d8e9f'), {
      status: 422,
    });
    expect(again.status).toBeNull();
  });

  it('is the cause of refusals that follow from it', () => {
    const { world, cause } = withLostCreate();
    const item = '5d6e7f80-1a2b-4c3d-9e4f-5a6b7c8d9e0f';
    world.exchange({ method: 'POST', target: `/orders/${b}/items` }, made(item), { status: 404 });
    const { status } = world.exchange({ target: `/items/${item}` }, made(item), { status: 404 });
    expect(status?.cause).toBe(cause);
  });

  it('is no longer absent once the candidate shows it', () => {
    const { world } = withLostCreate();
    world.exchange({ method: 'PUT', target: `/orders/${b}` }, made(b), made(b));
    const { status } = world.exchange({ target: `/orders/${b}` }, made(b), { status: 404 });
    expect(status).toBeNull();
  });

  it('is forgotten once neither deployment has it', () => {
    const { world } = withLostCreate();
    expect(world.marks).toBeGreaterThan(0);
    world.exchange({ method: 'DELETE', target: `/orders/${b}` }, { status: 204 }, { status: 404 });
    expect(world.marks).toBe(0);
  });

  it('is forgotten once an operator clears the marks', () => {
    const { world } = withLostCreate();
    world.forgetMarks();
    const { status, hint } = world.exchange({ target: `/orders/${b}` }, made(b), { status: 404 });
    expect([status, hint]).toEqual([null, null]);
  });
});

describe('an answer with a good status that does not show what primary created', () => {
  it.each<[string, object]>([
    ['GraphQL', { data: { add: null }, errors: [{ message: 'no' }] }],
    ['JSON-RPC', { jsonrpc: '2.0', error: { code: -1, message: 'no' } }],
    ['a flag', { ok: false }],
    ['nothing', {}],
  ])('leaves the thing absent: %s', (_, answer) => {
    const world = worldUnderTest();
    const add = { method: 'POST', target: '/api', body: { name: 'x' } };
    world.exchange(add, { body: { data: { add: { id: a } } } }, { body: answer });
    const get = { method: 'POST', target: '/api', body: { id: a } };
    const { things } = world.exchange(
      get,
      { body: { data: { thing: { id: a } } } },
      { body: { data: { thing: null } } },
    );
    expect(things).toMatchObject([{ kind: 'absent', primaryPath: ['data', 'thing'] }]);
  });
});

function withLostPatch() {
  const world = worldUnderTest();
  world.exchange(post, made(a, { name: 'old', total: 5 }), made(theirA, { name: 'old' }));
  const patch = { method: 'PATCH', target: `/orders/${a}`, body: { name: 'new' } };
  const { sequence } = world.exchange(patch, made(a, { name: 'new', total: 5 }), refused);
  return { world, cause: sequence };
}

describe('a change that the candidate missed', () => {
  it('is explained by an earlier state that primary showed', () => {
    const { world, cause } = withLostPatch();
    const read = world.exchange(
      { target: `/orders/${a}` },
      made(a, { name: 'new', total: 5 }),
      made(theirA, { name: 'old', total: 5 }),
    );
    expect(read.things).toMatchObject([
      { kind: 'stale', cause, primaryPath: [], candidatePath: [], states: [{ name: 'old' }] },
    ]);
  });

  it('ends once both deployments show the same state', () => {
    const { world } = withLostPatch();
    const both = { name: 'newest', total: 5 };
    const put = { method: 'PUT', target: `/orders/${a}`, body: { name: 'newest' } };
    world.exchange(put, made(a, both), made(theirA, both));
    expect(world.marks).toBe(0);
  });
});

function withLostDelete() {
  const world = worldUnderTest();
  world.exchange(post, made(a), made(theirA));
  const { sequence } = world.exchange(
    { method: 'DELETE', target: `/orders/${a}` },
    { status: 204 },
    refused,
  );
  return { world, cause: sequence };
}

describe('two equal answers to a request that primary answered before the loss', () => {
  it('do not end the mark of a missed change', () => {
    const { world } = withLostPatch();
    const early = { target: `/orders/${a}`, times: { startedAt: 0, endedAt: 5 } };
    world.exchange(early, made(a, { name: 'old' }), made(theirA, { name: 'old' }));
    expect(world.marks).toBe(1);
  });

  it('do not end the mark of a missed removal', () => {
    const { world } = withLostDelete();
    const early = { target: `/orders/${a}`, times: { startedAt: 0, endedAt: 5 } };
    world.exchange(early, made(a), made(theirA));
    expect(world.marks).toBe(1);
  });
});

describe('a removal that the candidate missed', () => {
  it('explains a successful read of the thing', () => {
    const { world, cause } = withLostDelete();
    const { status } = world.exchange({ target: `/orders/${a}` }, { status: 404 }, made(theirA));
    expect(status).toEqual({ because: 'loss', cause });
  });

  it('explains the thing in lists of the candidate', () => {
    const { world } = withLostDelete();
    const { things } = world.exchange(
      { target: '/orders' },
      { body: [] },
      { body: [{ id: theirA }] },
    );
    expect(things).toMatchObject([{ kind: 'extra', primaryPath: null, candidatePath: [0] }]);
  });
});

describe('a lost write without identities', () => {
  it('leaves a hint, and no mark', () => {
    const world = worldUnderTest();
    const put = { method: 'PUT', target: '/settings', body: { theme: 'dark' } };
    const { sequence } = world.exchange(put, { body: { theme: 'dark' } }, refused);
    const read = world.exchange(
      { target: '/settings' },
      { body: { theme: 'dark' } },
      { body: { theme: 'light' } },
    );
    expect(read).toMatchObject({ status: null, things: [], hint: sequence });
    expect(world.marks).toBe(0);
  });
});

describe('a thing that only the candidate created', () => {
  it("is marked by the candidate's identity", () => {
    const world = worldUnderTest();
    const { sequence } = world.exchange(post, { status: 409 }, made(theirB));
    const { things } = world.exchange(
      { target: '/orders' },
      { body: [] },
      { body: [{ id: theirB }] },
    );
    expect(things).toMatchObject([{ kind: 'extra', cause: sequence, candidatePath: [0] }]);
  });
});

const shown = (id: string) => ({ body: [{ id, qty: 1 }] });

describe('a write whose client left before the answer was whole', () => {
  const broken = { status: 201, body: `{"id":"${a}","qty":`, leftOut: 'aborted' } as const;

  it('teaches the identities that arrived', () => {
    const world = worldUnderTest();
    world.exchange(post, broken, made(theirA));
    const { status } = world.exchange({ target: `/orders/${a}` }, made(a), made(theirA));
    expect(status).toBeNull();
    expect(world.translate({ target: `/orders/${a}` }).head.target).toBe(`/orders/${theirA}`);
  });

  it('may have been executed by the candidate alone', () => {
    const world = worldUnderTest();
    const { sequence } = world.exchange(post, { status: 0, leftOut: 'aborted' }, made(theirA));
    const list = world.exchange({ target: '/orders' }, { body: [] }, { body: [{ id: theirA }] });
    expect(list.things).toMatchObject([{ kind: 'extra', cause: sequence, candidatePath: [0] }]);
  });

  it('was executed by both if both show what it created', () => {
    const world = worldUnderTest();
    world.exchange(post, { status: 0, leftOut: 'aborted' }, made(theirA, { qty: 1 }));
    world.exchange({ target: '/orders' }, shown(a), shown(theirA));
    expect(world.marks).toBe(0);
  });
});

describe('a write of a session that is not sampled', () => {
  it('explains what it created, with sampling as the reason', () => {
    const world = worldUnderTest();
    world.noteNotMirrored(post, made(a), 'sampling');
    const { status } = world.exchange({ target: `/orders/${a}` }, made(a), { status: 404 });
    expect(status?.because).toBe('sampling');
  });
});

describe('a loss after a request', () => {
  it('explains nothing about the request', () => {
    const world = worldUnderTest();
    world.exchange(post, made(a), made(theirA));
    const early = world.begin({ target: `/orders/${a}` }, made(a, { name: 'new' }));
    const patch = { method: 'PATCH', target: `/orders/${a}`, body: { name: 'new' } };
    world.exchange(patch, made(a, { name: 'new' }), refused);
    expect(early.end(made(theirA, { name: 'old' })).things).toEqual([]);
  });
});

describe('a read of a list during a creation', () => {
  it('is explained by the write, which primary answered after the candidate', () => {
    const world = worldUnderTest();
    const read = world.begin(
      { target: '/orders', times: { startedAt: 0, endedAt: 10 }, openWrites: [2] },
      list(a),
    );
    const judge = read.answer(list());
    world.exchange({ ...post, times: { startedAt: 5, endedAt: 20 } }, made(a), made(theirA));
    expect(judge().things).toMatchObject([
      { kind: 'raced', because: 'race', primaryPath: ['items', 0], candidatePath: null },
    ]);
  });
});

function readWhilePatched(target: string) {
  const world = worldUnderTest();
  world.exchange(post, made(a, { views: 1 }), made(theirA, { views: 1 }));
  const times = { startedAt: 100, endedAt: 110 };
  const judge = world.begin({ target, times, openWrites: [3] }, list(a)).answer(list());
  const patch = { method: 'PATCH', target: `/orders/${a}`, body: { views: 5 } };
  const during = { startedAt: 105, endedAt: 120 };
  world.exchange({ ...patch, times: during }, made(a, { views: 5 }), made(theirA, { views: 5 }));
  return judge().things;
}

describe('a list with a filter on a member that a write sets at the same time', () => {
  it.each([
    '/orders?views=5',
    '/orders?views_gte=3',
    '/orders?filter[views][gt]=3',
    '/orders?min_views=3',
    '/orders?_sort=-views&_limit=3',
    '/orders?$filter=views%20gt%203',
    '/orders?where=%7B%22views%22%3A5%7D',
  ])('may contain the thing or not: %s', (target) => {
    expect(readWhilePatched(target)).toMatchObject([{ kind: 'raced', candidatePath: null }]);
  });

  it.each(['/orders', '/orders?name=views5', '/orders?overviews=1&limit=5'])(
    'contains the thing with another filter: %s',
    (target) => {
      expect(readWhilePatched(target)).toEqual([]);
    },
  );
});

describe('two concurrent requests that put a thing at one path', () => {
  const put = { method: 'PUT', target: '/shared', body: {} };
  const times = { startedAt: 100, endedAt: 110 };
  const [first, second] = [
    { status: 201, body: { ok: true } },
    { status: 412, body: {} },
  ];

  it('may have another order on the candidate', () => {
    const world = worldUnderTest();
    const both = [
      world.begin({ ...put, times }, first).answer(second),
      world.begin({ ...put, times }, second).answer(first),
    ];
    const statuses = both.map((judge) => judge().status);
    expect(statuses).toMatchObject([{ because: 'race' }, { because: 'race' }]);
  });

  it('excuse no refusal if there is only one', () => {
    const world = worldUnderTest();
    expect(world.exchange({ ...put, times }, first, second).status).toBeNull();
    const other = { ...put, target: '/other', times };
    expect(world.exchange(other, second, first).status).toBeNull();
  });

  it('excuse no refusal if primary accepted both', () => {
    const world = worldUnderTest();
    world.begin({ ...put, times }, first).answer(first);
    expect(world.exchange({ ...put, times }, first, second).status).toBeNull();
  });
});

const put = (id: string) => ({ method: 'PUT', target: `/orders/${id}`, body: { qty: 2 } });

interface Times {
  readonly startedAt: number;
  readonly endedAt: number;
}

/** Two things are written, `a` first, and read together; before the read is judged, `a` is written again. */
function lastWritten(second: Times) {
  const world = worldUnderTest();
  world.exchange(post, made(a), made(theirA));
  world.exchange(post, made(b), made(theirB));
  const [first, later] = [
    { startedAt: 100, endedAt: 110 },
    { startedAt: 220, endedAt: 230 },
  ];
  world.exchange({ ...put(a), times: first }, made(a), made(theirA));
  world.exchange({ ...put(b), times: second }, made(b), made(theirB));
  const read = { target: '/feed', times: { startedAt: 200, endedAt: 210 } };
  const judge = world.begin(read, list(a, b)).answer(list(theirB, theirA));
  world.exchange({ ...put(a), times: later }, made(a), made(theirA));
  return judge().changed;
}

describe('two things in one list with late writes', () => {
  it('are sent with the times of these writes if the writes overlap', () => {
    expect(lastWritten({ startedAt: 105, endedAt: 115 })).toMatchObject([
      { primaryPath: ['items', 0], candidatePath: ['items', 1], startedAt: 100, endedAt: 110 },
      { primaryPath: ['items', 1], candidatePath: ['items', 0], startedAt: 105, endedAt: 115 },
    ]);
  });

  it('are not sent if the writes did not overlap', () => {
    expect(lastWritten({ startedAt: 110, endedAt: 115 })).toEqual([]);
  });
});

const keySecrets = ['condt_Xq7PzR2mWk9TbV4nLc8J', 'condt_Hy5GfD3sAj6KuN1eQo0Z'] as const;
const callWith = (secret: string) => ({
  method: 'POST',
  target: '/chat',
  fields: ['authorization', `Bearer ${secret}`],
  body: { question: 'why' },
});
const keyWith = (id: string, secret: string) => made(id, { virtualKey: secret });

/** Primary alone gives the key another secret. */
function withLostRotation() {
  const world = worldUnderTest();
  world.exchange(
    { method: 'POST', target: '/keys' },
    keyWith(a, keySecrets[0]),
    keyWith(theirA, 'condt_Other1Secret2OfTheKey3'),
  );
  const rotate = { method: 'POST', target: `/keys/${a}/rotate` };
  const cause = world.noteNotMirrored(rotate, { body: { id: a, virtualKey: keySecrets[1] } });
  return { world, cause };
}

describe('a new secret of a key on primary alone', () => {
  it('explains that the candidate refuses the new secret', () => {
    const { world, cause } = withLostRotation();
    const { status } = world.exchange(callWith(keySecrets[1]), { body: {} }, { status: 401 });
    expect(status).toEqual({ because: 'loss', cause });
  });

  it('explains nothing about the old secret', () => {
    const { world } = withLostRotation();
    expect(
      world.exchange(callWith(keySecrets[0]), { body: {} }, { status: 401 }).status,
    ).toBeNull();
  });
});
