import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareBodies, differingPaths } from './body-spec.ts';

/** How one API streams a text that was cut into pieces. */
interface Api {
  readonly type: string;
  stream(pieces: readonly string[]): string;
  /** Where the text stands in what the stream adds up to. */
  readonly path: string;
}

const eventStream = 'text/event-stream';

function named(type: string, data: object = {}): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
}

function plain(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

function block(index: number, content: object, deltas: readonly object[]): string {
  return [
    named('content_block_start', { index, content_block: content }),
    ...deltas.map((delta) => named('content_block_delta', { index, delta })),
    named('content_block_stop', { index }),
  ].join('');
}

/** A whole message of Anthropic's API around these events. */
function message(...events: readonly string[]): string {
  return [
    named('message_start', {
      message: {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model: 'm',
        content: [],
        usage: { input_tokens: 9, output_tokens: 1 },
      },
    }),
    ...events,
    named('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 12 } }),
    named('message_stop'),
  ].join('');
}

const textBlock = (pieces: readonly string[], index = 0): string =>
  block(
    index,
    { type: 'text', text: '' },
    pieces.map((text) => ({ type: 'text_delta', text })),
  );

const toolBlock = (pieces: readonly string[], index = 0): string =>
  block(
    index,
    { type: 'tool_use', id: 't1', name: 'find', input: {} },
    pieces.map((text) => ({ type: 'input_json_delta', partial_json: text })),
  );

/** Events of OpenAI's Responses API, numbered as it does. */
function response(...events: readonly (readonly [type: string, data: object])[]): string {
  return [
    ['response.created', { response: { id: 'resp_1', status: 'in_progress' } }] as const,
    ...events,
    ['response.completed', { response: { id: 'resp_1', status: 'completed' } }] as const,
  ]
    .map(([type, data], sequence_number) => named(type, { sequence_number, ...data }))
    .join('');
}

const at = { item_id: 'item_1', output_index: 0, content_index: 0 };

const deltas = (kind: string, pieces: readonly string[], place: object = at) =>
  pieces.map((delta) => [`response.${kind}.delta`, { ...place, delta }] as const);

function generated(pieces: readonly string[]): readonly object[] {
  return [
    ...pieces.map((text) => ({ candidates: [{ content: { parts: [{ text }], role: 'model' } }] })),
    {
      candidates: [{ content: { parts: [{ text: '' }] }, finishReason: 'STOP' }],
      usageMetadata: { totalTokenCount: 5 },
    },
  ];
}

const apis: Readonly<Record<string, Api>> = {
  'Anthropic Messages': {
    type: eventStream,
    stream: (pieces) => message(textBlock(pieces)),
    path: '$.content[0].text',
  },
  'OpenAI Responses': {
    type: eventStream,
    stream: (pieces) => response(...deltas('output_text', pieces)),
    path: '$["[streamed]"][0].text',
  },
  'OpenAI completions': {
    type: eventStream,
    stream: (pieces) =>
      [
        ...pieces.map((text) => plain({ id: 'c1', choices: [{ index: 0, text }] })),
        plain({ id: 'c1', choices: [{ index: 0, text: '', finish_reason: 'stop' }] }),
        'data: [DONE]\n\n',
      ].join(''),
    path: '$.choices[0].text',
  },
  Gemini: {
    type: eventStream,
    stream: (pieces) => generated(pieces).map(plain).join(''),
    path: '$.candidates[0].content.parts[0].text',
  },
  'Gemini in a JSON array': {
    type: 'application/json',
    stream: (pieces) => JSON.stringify(generated(pieces)),
    path: '$.candidates[0].content.parts[0].text',
  },
};

describe.each(Object.entries(apis))('a stream of %s', (_, api) => {
  const { type, path } = api;
  const stream = (pieces: readonly string[]) => api.stream(pieces);

  const cuts = fc.array(fc.nat(1000), { maxLength: 12 });
  const content = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });

  it('is the same however its text is cut into pieces', () => {
    fc.assert(
      fc.property(content, cuts, cuts, (text, one, other) => {
        const comparison = compareBodies(
          type,
          stream(cutAt(text, one)),
          stream(cutAt(text, other)),
        );
        expect(comparison.outcome).toBe('match');
      }),
      { seed: 14, numRuns: 60 },
    );
  });

  it('is another one with one other character, however it is cut', () => {
    const position = fc.nat(1000);
    fc.assert(
      fc.property(content, position, cuts, cuts, (text, position, one, other) => {
        const characters = Array.from(text);
        const index = position % characters.length;
        const changed = characters.with(index, characters[index] === 'x' ? 'y' : 'x').join('');
        const comparison = compareBodies(
          type,
          stream(cutAt(text, one)),
          stream(cutAt(changed, other)),
        );
        expect(comparison.outcome).toBe('mismatch');
      }),
      { seed: 14, numRuns: 60 },
    );
  });

  it('shows the difference at its place in the answer', () => {
    const [one, other] = [stream(['Hello wor', 'ld']), stream(['Hello', ' wo', 'ods'])];
    expect(differingPaths(type, one, other)).toEqual([path]);
  });

  it('is a difference where it breaks off', () => {
    const events = stream(['Hello', ' world']);
    const cut = events.slice(0, events.lastIndexOf(type === eventStream ? 'data: ' : ',{'));
    const last = type === eventStream ? cut.slice(0, cut.lastIndexOf('\n\n') + 2) : `${cut}]`;
    expect(compareBodies(type, events, last).outcome).toBe('mismatch');
    expect(compareBodies(type, last, events).outcome).toBe('mismatch');
  });

  it('is compared to its end with 10,000 pieces', () => {
    const many = Array<string>(10_000).fill('x');
    expect(differingPaths(type, stream([...many, 'a']), stream([...many, 'b']))).toEqual([path]);
  });

  it('takes no fault at hostile pieces', () => {
    const whole = stream(['Hello', ' world']);
    const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
    for (const hostile of ['null', '[]', '5', '"__proto__"', '{"toJSON":"x"}', deep]) {
      for (const member of ['text', 'index', 'delta', 'content', 'parts', 'output_index']) {
        const evil = whole.replaceAll(new RegExp(`"${member}":[^,}\\]]+`, 'g'), () => {
          return `"${member}":${hostile}`;
        });
        if (evil === whole) continue;
        expect(compareBodies(type, whole, evil).outcome).toBe('mismatch');
        expect(() => compareBodies(type, evil, `${evil} `)).not.toThrow();
      }
    }
    expect('polluted' in {}).toBe(false);
  });
});

describe('a message of Anthropic', () => {
  const whole = message(textBlock(['Hello', ' world']), toolBlock(['{"q":', '"x","n":1}'], 1));

  function paths(candidate: string): string[] {
    return differingPaths(eventStream, whole, candidate);
  }

  it.each<[string, string]>([
    [
      'with pings and comments between',
      whole.replaceAll('event: content', `${named('ping')}: still here\n\nevent: content`),
    ],
    ['with the events not named', whole.replaceAll(/event: .*\n/g, '')],
    [
      'with the input of a tool in other pieces',
      message(textBlock(['Hello world']), toolBlock(['{', '"q":"x"', ',"n":1', '}'], 1)),
    ],
    [
      'with the input of a tool spelled otherwise',
      message(textBlock(['Hello world']), toolBlock(['{ "n": 1,', ' "q": "x" }'], 1)),
    ],
    [
      'with all the text at the start of its block',
      message(
        block(0, { type: 'text', text: 'Hello world' }, []),
        toolBlock(['{"q":"x","n":1}'], 1),
      ),
    ],
  ])('is the same %s', (_, candidate) => {
    expect(compareBodies(eventStream, whole, candidate).outcome).toBe('match');
  });

  it('is the same with blocks that come mixed', () => {
    const one = message(
      start(0),
      piece(0, 'a'),
      piece(0, 'b'),
      stop(0),
      start(1),
      piece(1, 'c'),
      stop(1),
    );
    const other = message(start(0), start(1), piece(1, 'c'), piece(0, 'ab'), stop(1), stop(0));
    expect(compareBodies(eventStream, one, other).outcome).toBe('match');
  });

  it.each<[string, string, string[]]>([
    ['the input of a tool', whole.replace('\\"n\\":1', '\\"n\\":2'), ['$.content[1].input.n']],
    ['why it ended', whole.replace('end_turn', 'max_tokens'), ['$.stop_reason']],
    [
      'the usage',
      whole.replace('"output_tokens":12', '"output_tokens":13'),
      ['$.usage.output_tokens'],
    ],
    ['the model', whole.replace('"model":"m"', '"model":"n"'), ['$.model']],
    ['its end', whole.replace(named('message_stop'), ''), ['$["[message_stop]"]']],
    [
      'the end of a block',
      whole.replace(named('content_block_stop', { index: 1 }), ''),
      ['$.content[1]["[content_block_stop]"]'],
    ],
    ['an event that nobody knows', whole + named('surprise', { a: 1 }), ['$["[events]"]']],
    [
      'an error in its midst',
      whole.replace(
        'event: message_delta',
        `${named('error', { error: { type: 'overloaded_error' } })}event: message_delta`,
      ),
      ['$.error'],
    ],
    [
      'the kind of its pieces',
      whole.replaceAll('text_delta', 'text'),
      ['$.content[0].text', '$["[events]"]'],
    ],
    [
      'a name that is not that of the event',
      whole.replace('event: message_stop', 'event: stop'),
      ['$["[message_stop]"]', '$["[events]"]'],
    ],
  ])('differs in %s', (_, candidate, expected) => {
    expect(paths(candidate)).toEqual(expected);
  });

  it('differs where the same text is in another block', () => {
    const one = message(textBlock(['a'], 0));
    expect(differingPaths(eventStream, one, message(textBlock(['a'], 1)))).toEqual([
      '$.content[0].index',
    ]);
    const two = message(textBlock(['ab'], 0), textBlock(['c'], 1));
    const moved = message(textBlock(['a'], 0), textBlock(['bc'], 1));
    expect(differingPaths(eventStream, two, moved)).toEqual([
      '$.content[0].text',
      '$.content[1].text',
    ]);
  });

  it('has its thoughts, their signature and citations compared', () => {
    const one = thinking('hm', 's1', 'c');
    expect(differingPaths(eventStream, one, thinking('so', 's1', 'c'))).toEqual([
      '$.content[0].thinking',
    ]);
    expect(differingPaths(eventStream, one, thinking('hm', 's2', 'c'))).toEqual([
      '$.content[0].signature',
    ]);
    expect(differingPaths(eventStream, one, thinking('hm', 's1', 'd'))).toEqual([
      '$.content[1].citations[0].cited_text',
    ]);
  });
});

describe('a response of OpenAI', () => {
  const item = { output_index: 1, item_id: 'fc_1' };

  const calling = (pieces: readonly string[], last = pieces.join('')) =>
    response(
      ...deltas('output_text', ['a', 'b']),
      [
        'response.output_item.added',
        { output_index: 1, item: { type: 'function_call', arguments: '' } },
      ],
      ...deltas('function_call_arguments', pieces, item),
      ['response.function_call_arguments.done', { ...item, arguments: last }],
      [
        'response.output_item.done',
        { output_index: 1, item: { type: 'function_call', arguments: last } },
      ],
    );
  const whole = calling(['{"q":', '"x"}']);

  it.each<[string, string]>([
    ['with the arguments of a call in other pieces', calling(['{', '"q":"x', '"}'])],
    ['with the arguments spelled otherwise', calling(['{ "q" : "x" }'])],
    ['without the padding of pieces', whole.replaceAll('"delta"', '"obfuscation":"Zx","delta"')],
    [
      'with a sign of life between',
      whole.replace(
        'event: response.output_item.added',
        'event: keepalive\ndata: {"type":"keepalive","sequence_number":3}\n\nevent: response.output_item.added',
      ),
    ],
  ])('is the same %s', (_, candidate) => {
    expect(compareBodies(eventStream, whole, candidate).outcome).toBe('match');
  });

  it('is the same with parts that come mixed', () => {
    const [first, second] = [at, { ...at, output_index: 1, item_id: 'item_2' }];
    const one = response(
      ...deltas('output_text', ['a', 'b'], first),
      done(first, 'ab'),
      ...deltas('output_text', ['c'], second),
      done(second, 'c'),
    );
    const other = response(
      ...deltas('output_text', ['c'], second),
      done(second, 'c'),
      ...deltas('output_text', ['ab'], first),
      done(first, 'ab'),
    );
    expect(compareBodies(eventStream, one, other).outcome).toBe('match');
  });

  it.each<[string, string]>([
    ['the arguments of a call', calling(['{"q":', '"y"}'])],
    ['what a call is said to have been', calling(['{"q":', '"x"}'], '{"q":"y"}')],
    ['its beginning', whole.replace(/event: response.created\n.*\n\n/, '')],
    ['how it ended', whole.replaceAll('response.completed', 'response.incomplete')],
    ['the response as a whole', whole.replace('"status":"completed"', '"status":"failed"')],
    ['the part that its text is in', whole.replaceAll('"content_index":0', '"content_index":1')],
    ['the output that its text is in', whole.replaceAll('"output_index":0', '"output_index":2')],
    ['the kind of its text', whole.replaceAll('response.output_text', 'response.refusal')],
    [
      'an event that nobody knows',
      whole.replace(
        'event: response.completed',
        `${named('response.surprise', { a: 1 })}event: response.completed`,
      ),
    ],
    [
      'an error',
      whole.replace(
        'event: response.completed',
        `${named('error', { code: 'x' })}event: response.completed`,
      ),
    ],
    [
      'what comes behind its end',
      whole + named('response.output_text.delta', { ...at, delta: 'c' }),
    ],
  ])('differs in %s', (_, candidate) => {
    expect(compareBodies(eventStream, whole, candidate).outcome).toBe('mismatch');
    expect(compareBodies(eventStream, candidate, whole).outcome).toBe('mismatch');
  });
});

describe('chunks of Gemini', () => {
  const chunk = (...parts: readonly object[]) => plain({ candidates: [{ content: { parts } }] });
  const end = plain({ candidates: [{ finishReason: 'STOP', index: 0 }] });

  function outcome(primary: readonly string[], candidate: readonly string[]): string {
    return compareBodies(eventStream, [...primary, end].join(''), [...candidate, end].join(''))
      .outcome;
  }

  it('join text with text, and thoughts with thoughts', () => {
    const one = [
      chunk({ text: 'h', thought: true }),
      chunk({ text: 'm', thought: true }),
      chunk({ text: 'a' }),
    ];
    expect(outcome(one, [chunk({ text: 'hm', thought: true }), chunk({ text: 'a' })])).toBe(
      'match',
    );
    expect(outcome(one, [chunk({ text: 'hma' })])).toBe('mismatch');
  });

  it('join nothing across a call, or within one chunk', () => {
    const call = { functionCall: { name: 'find', args: { a: 1 } } };
    const one = [chunk({ text: 'a' }), chunk(call), chunk({ text: 'b' })];
    expect(outcome(one, [chunk({ text: 'a' }, call), chunk({ text: 'b' })])).toBe('match');
    expect(outcome(one, [chunk({ text: 'ab' }), chunk(call)])).toBe('mismatch');
    expect(outcome([chunk({ text: 'a' }, { text: 'b' })], [chunk({ text: 'ab' })])).toBe(
      'mismatch',
    );
  });

  it('differ in a candidate, a reason, the usage or an error', () => {
    const base = chunk({ text: 'a' });
    expect(outcome([base], [base.replace('{"content"', '{"index":1,"content"')])).toBe('mismatch');
    expect(outcome([base], [base, plain({ usageMetadata: { totalTokenCount: 1 } })])).toBe(
      'mismatch',
    );
    expect(outcome([base], [base, plain({ error: { code: 500 } })])).toBe('mismatch');
    expect(outcome([base], [base, plain({ surprise: 1 })])).toBe('mismatch');
  });
});

describe('the format of a stream', () => {
  it('is chosen once for both: an error in place of an answer is one difference in it', () => {
    const failed = named('error', { error: { type: 'overloaded_error' } });
    const whole = message(textBlock(['a']));
    expect(differingPaths(eventStream, whole, failed)).toContain('$.error');
    expect(differingPaths(eventStream, failed, whole)).toContain('$.error');
  });

  it('is none where the two have different ones: they are compared event by event', () => {
    const [one, other] = [message(textBlock(['a'])), response(...deltas('output_text', ['a']))];
    for (const path of differingPaths(eventStream, one, other)) expect(path).toMatch(/^\$\[\d/);
  });

  it('is none of a JSON array of anything else', () => {
    const [one, other] = ['[{"candidates":[{"a":1}]}]', '[{"candidates":[{"a":2}]}]'];
    expect(differingPaths('application/json', one, other)).toEqual(['$[0].candidates[0].a']);
  });
});

function cutAt(text: string, cuts: readonly number[]): readonly string[] {
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((start, i) => text.slice(start, places[i] ?? text.length));
}

const start = (index: number) =>
  named('content_block_start', { index, content_block: { type: 'text', text: '' } });

const piece = (index: number, text: string) =>
  named('content_block_delta', { index, delta: { type: 'text_delta', text } });

const stop = (index: number) => named('content_block_stop', { index });

const thinking = (thought: string, signature: string, cited: string) =>
  message(
    block(0, { type: 'thinking', thinking: '' }, [
      { type: 'thinking_delta', thinking: thought },
      { type: 'signature_delta', signature },
    ]),
    block(1, { type: 'text', text: '' }, [
      { type: 'text_delta', text: 'a' },
      { type: 'citations_delta', citation: { cited_text: cited } },
    ]),
  );

const done = (place: object, text: string) =>
  ['response.output_text.done', { ...place, text }] as const;
