import { describe, expect, it } from 'vitest';
import { type AppAnswer, twoDeployments } from '../world/two-deployments.ts';
import { worldUnderTest } from '../world/world-under-test.ts';

/** A request and the answers of primary and the candidate; without a third member, both are the same. */
type Step = readonly [request: Request, primary: AppAnswer, candidate?: AppAnswer];
type Request = readonly [method: string, target: string, body?: unknown];

function outcomesOf(steps: readonly Step[]): readonly string[] {
  const primary = steps.map(([, answer]) => answer);
  const candidate = steps.map(([, answer, other = answer]) => other);
  const ask = twoDeployments(
    () => primary.shift() ?? {},
    () => candidate.shift() ?? {},
  );
  return steps.map(([[method, target, body]]) => ask(method, target, { body }).outcome);
}

/** How an API makes notes and removes them. */
interface Api {
  readonly make: (text: string) => Request;
  readonly made: (id: number, text: string) => AppAnswer;
  readonly remove: (id: number) => Request;
  readonly removed: (id: number) => AppAnswer;
  readonly read: (id: number) => Request;
  readonly shown: (id: number, text: string) => AppAnswer;
}

const rest = (
  remove: (id: number) => Request,
  removed: Api['removed'] = () => ({ status: 204 }),
): Api => ({
  make: (text) => ['POST', '/notes', { text }],
  made: (id, text) => ({ status: 201, body: { id, text } }),
  remove,
  removed,
  read: (id) => ['GET', `/notes/${id}`],
  shown: (id, text) => ({ body: { id, text } }),
});

const graphql = (
  remove: (id: number) => object,
  removed: (id: number) => object = (id) => ({ removeNote: { id: String(id) } }),
  find: (id: number) => object = (id) => ({ query: `{ Note(id: "${id}") { id text } }` }),
): Api => ({
  make: (text) => [
    'POST',
    '/graphql',
    {
      query: 'mutation($text: String!) { createNote(text: $text) { id text } }',
      variables: { text },
    },
  ],
  made: (id, text) => ({ body: { data: { createNote: { id: String(id), text } } } }),
  remove: (id) => ['POST', '/graphql', remove(id)],
  removed: (id) => ({ body: { data: removed(id) } }),
  read: (id) => ['POST', '/graphql', find(id)],
  shown: (id, text) => ({ body: { data: { Note: { id: String(id), text } } } }),
});

const apis: readonly (readonly [string, Api])[] = [
  ['DELETE', rest((id) => ['DELETE', `/notes/${id}`])],
  ['DELETE with the id in its query', rest((id) => ['DELETE', `/notes?id=eq.${id}`])],
  ['DELETE with ids in its body', rest((id) => ['DELETE', '/notes', { ids: [id] }])],
  ['POST /notes/7/delete', rest((id) => ['POST', `/notes/${id}/delete`])],
  [
    'POST /notes/7/archive',
    rest(
      (id) => ['POST', `/notes/${id}/archive`],
      (id) => ({ body: { id } }),
    ),
  ],
  [
    'POST /notes/delete',
    rest(
      (id) => ['POST', '/notes/delete', { id }],
      () => ({ body: { ok: true } }),
    ),
  ],
  ['POST /notes/bulk-delete', rest((id) => ['POST', '/notes/bulk-delete', [id]])],
  ['POST /rpc/deleteNote', rest((id) => ['POST', '/rpc/deleteNote', { noteId: id }])],
  ['a mutation', graphql((id) => ({ query: `mutation { removeNote(id: ${id}) { id } }` }))],
  [
    'a mutation with a variable',
    graphql(
      (id) => ({
        query: 'mutation Remove($id: ID!) { removeNote(id: $id) { id } }',
        variables: { id },
      }),
      undefined,
      (id) => ({
        query: 'query($id: ID!) { Note(id: $id) { id text } }',
        variables: { id: String(id) },
      }),
    ),
  ],
  [
    'a mutation with an input under an alias',
    graphql(
      (id) => ({
        query: 'mutation($input: X!) { gone: deleteNote(input: $input) { ok } }',
        variables: { input: { noteId: String(id) } },
      }),
      () => ({ gone: { ok: true } }),
    ),
  ],
];

/** Both have the notes 1 to 7, and have removed 7. */
function afterRemoval({ make, made, remove, removed, read, shown }: Api): readonly Step[] {
  const notes = [1, 2, 3, 4, 5, 6, 7];
  return [
    ...notes.map((id): Step => [make(`note ${id}`), made(id, `note ${id}`)]),
    [read(7), shown(7, 'note 7')],
    [remove(7), removed(7)],
  ];
}

/** Of 7 and 8. */
const other = (id: number): number => 15 - id;

/** Primary gives the number 7 to one of two concurrent creations, and the candidate to the other. */
function swapped({ make, made, read, shown }: Api, order: readonly [number, number]): Step[] {
  return [
    ...order.map((id): Step => [
      make(`new ${id}`),
      made(id, `new ${id}`),
      made(other(id), `new ${id}`),
    ]),
    ...order.map((id): Step => [read(id), shown(id, `new ${id}`), shown(other(id), `new ${id}`)]),
  ];
}

const allMatch = (steps: readonly Step[]): readonly string[] => steps.map(() => 'match');

describe.each(apis)('a number that is free again after %s', (_, api) => {
  const { make, made, remove, removed, read, shown } = api;

  it.each<readonly [number, number][]>([[[7, 8]], [[8, 7]]])(
    'may be given to either of two concurrent creations: %j',
    (order) => {
      const steps = [...afterRemoval(api), ...swapped(api, order)];
      expect(outcomesOf(steps)).toEqual(allMatch(steps));
    },
  );

  it("is translated to the candidate's number of the new thing", () => {
    const world = worldUnderTest();
    for (const [[method, target, body], primary, candidate = primary] of [
      ...afterRemoval(api),
      [make('new'), made(7, 'new'), made(8, 'new')] as const,
    ]) {
      world.exchange({ method, target, body }, primary, candidate);
    }
    const [method, target, body] = read(7);
    const sent = world.translate({ method, target, body });
    const [, expected, text = ''] = read(8);
    expect([sent.head.target, sent.text]).toEqual([
      expected,
      text === '' ? '' : JSON.stringify(text),
    ]);
  });

  it('belongs to a third thing once the second one is removed', () => {
    const steps: Step[] = [
      ...afterRemoval(api),
      ...swapped(api, [7, 8]),
      [remove(7), removed(7), removed(8)],
      [remove(8), removed(8), removed(7)],
      ...swapped(api, [8, 7]),
      [remove(8), removed(8), removed(7)],
      [make('last'), made(8, 'last'), made(7, 'last')],
      [read(8), shown(8, 'last'), shown(7, 'last')],
      [read(7), shown(7, 'new 7'), shown(8, 'new 7')],
    ];
    expect(outcomesOf(steps)).toEqual(allMatch(steps));
  });

  it('is a mismatch if the candidate gives one id to two things', () => {
    const steps: Step[] = [...afterRemoval(api), [make('new'), made(7, 'new'), made(3, 'new')]];
    expect(outcomesOf(steps).at(-1)).toBe('mismatch');
  });

  it.each([3, 99])('is a mismatch if a read shows another thing than the created one: %i', (id) => {
    const steps: Step[] = [
      ...afterRemoval(api),
      ...swapped(api, [7, 8]),
      [read(7), shown(7, 'new 7'), shown(id, 'new 7')],
    ];
    expect(outcomesOf(steps).at(-1)).toBe('mismatch');
  });
});

describe('a thing that was archived and is still visible', () => {
  it('keeps its id: another id in a read is a mismatch', () => {
    const api = rest((id) => ['POST', `/notes/${id}/archive`]);
    const steps: Step[] = [
      ...afterRemoval(api),
      [api.read(7), api.shown(7, 'note 7'), api.shown(9, 'note 7')],
    ];
    expect(outcomesOf(steps).at(-1)).toBe('mismatch');
  });
});

const replyMade = (id: number, noteId: number): AppAnswer => ({
  status: 201,
  body: { id, text: 'new', reply: { noteId } },
});

describe('a thing that is visible beside one with a reused number', () => {
  const api = rest((id) => ['DELETE', `/notes/${id}`]);

  it('keeps its id', () => {
    const steps: Step[] = [
      ...afterRemoval(api),
      [api.make('new'), replyMade(7, 3), replyMade(8, 3)],
      [api.read(3), api.shown(3, 'note 3')],
    ];
    expect(outcomesOf(steps)).toEqual(allMatch(steps));
  });

  it('is a mismatch if the candidate shows another id', () => {
    const steps: Step[] = [
      ...afterRemoval(api),
      [api.make('new'), replyMade(7, 3), replyMade(8, 4)],
    ];
    expect(outcomesOf(steps).at(-1)).toBe('mismatch');
  });
});

describe('a request that removes no thing', () => {
  const api = rest((id) => ['DELETE', `/notes/${id}`]);
  const notes = [1, 2, 3].map((id): Step => [api.make(`note ${id}`), api.made(id, `note ${id}`)]);
  const found = api.made(3, 'note 3');

  it.each<[string, Step]>([
    ['nothing', [['GET', '/notes'], { body: [] }]],
    [
      'the removal of a part of the thing',
      [['POST', '/notes/3/delete-tag', { tagId: 3 }], { body: {} }],
    ],
    ['the removal of a thing of another kind', [['POST', '/tags/delete', { id: 3 }], { body: {} }]],
    ['a removal that is refused', [['POST', '/notes/delete', { id: 3 }], { status: 403 }]],
    [
      'a mutation that removed nothing',
      [
        ['POST', '/graphql', { query: 'mutation { removeNote(id: 3) { id } }' }],
        { body: { data: { removeNote: null } } },
      ],
    ],
    [
      'a query with such a field',
      [
        ['POST', '/graphql', { query: '{ removedNote(id: 3) { id } }' }],
        { body: { data: { removedNote: { id: 3 } } } },
      ],
    ],
  ])(
    'does not excuse a POST that finds the thing on primary and creates one on the candidate: %s',
    (_, step) => {
      const steps: Step[] = [...notes, step, [api.make('note 3'), found, api.made(4, 'note 3')]];
      expect(outcomesOf(steps).at(-1)).toBe('mismatch');
    },
  );
});

const note = (id: number): AppAnswer => ({ status: 201, body: { id, text: 'a' } });

/** Notes 5 to 7; 7 is removed while another note is created, whose answer comes first. */
function overlapping(remove: readonly [string, string], answer: AppAnswer, made: number) {
  const world = worldUnderTest();
  const create = { method: 'POST', target: '/notes', body: { text: 'a' } };
  for (const id of [5, 6, 7]) world.exchange(create, note(id), note(id));
  const [method, target] = remove;
  world.exchange({ ...create, times: { startedAt: 100, endedAt: 120 } }, note(7), note(made));
  return { world, remove: { method, target, answer } };
}

describe('a number that is used again before the removal is answered', () => {
  it.each<[string, readonly [string, string], number, number]>([
    ['is learned once the removal is answered', ['DELETE', '/notes/7'], 110, 8],
    ['is learned after an action that removes, too', ['POST', '/notes/7/delete'], 110, 8],
    ['is not learned after a removal that began later', ['DELETE', '/notes/7'], 130, 7],
    ['is not learned after the removal of another thing', ['DELETE', '/notes/6'], 110, 7],
  ])('%s', (_, request, startedAt, expected) => {
    const { world, remove } = overlapping(request, { status: 204 }, 8);
    const times = { startedAt, endedAt: startedAt + 20 };
    world.exchange({ ...remove, times }, remove.answer, remove.answer);
    expect(world.translate({ target: '/notes/7' }).head.target).toBe(`/notes/${expected}`);
  });
});
