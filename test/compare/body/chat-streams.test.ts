import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareBodies, differingPaths } from './body-spec.ts';

const type = 'text/event-stream';

/** A chunk of a streamed chat completion, as JSON. */
function chunk(delta: object, rest: object = {}): string {
  const choices = [{ index: 0, delta, finish_reason: null, ...rest }];
  return JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', model: 'm', choices });
}

function stream(...chunks: readonly string[]): string {
  return [...chunks, '[DONE]'].map((data) => `data: ${data}\n\n`).join('');
}

const usage = '{"id":"c1","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":5}}';

function call(part: object): string {
  return chunk({ tool_calls: [{ index: 0, ...part }] });
}

const hello = stream(
  chunk({ role: 'assistant', content: '' }),
  chunk({ content: 'Hello' }),
  chunk({ content: ' world' }),
  chunk({}, { finish_reason: 'stop' }),
  usage,
);

describe('streams of chat completions', () => {
  it.each<[string, string]>([
    [
      'in other chunks',
      stream(
        chunk({ role: 'assistant', content: 'Hel' }),
        chunk({ content: 'lo wor' }),
        chunk({ content: 'ld' }, { finish_reason: 'stop' }),
        usage,
      ),
    ],
    [
      'all at once',
      stream(
        chunk({ role: 'assistant', content: 'Hello world' }, { finish_reason: 'stop' }),
        usage,
      ),
    ],
    [
      'with the role in every chunk',
      stream(
        chunk({ role: 'assistant', content: 'Hello ' }),
        chunk({ role: 'assistant', content: 'world', tool_calls: null }),
        chunk({ role: 'assistant' }, { finish_reason: 'stop' }),
        usage,
      ),
    ],
    ['with comments between', hello.replaceAll('data:', ': ping\n\ndata:')],
    ['with null usage before the end', hello.replaceAll('"model":"m"', '"model":"m","usage":null')],
  ])('are the same as one answer, %s', (_, candidate) => {
    expect(compareBodies(type, hello, candidate).outcome).toBe('match');
  });

  it.each<[string, string, string]>([
    ['the text', hello.replace('world', 'World'), '$.choices[0].message.content'],
    ['the role', hello.replace('assistant', 'user'), '$.choices[0].message.role'],
    ['the finish reason', hello.replace('"stop"', '"length"'), '$.choices[0].finish_reason'],
    ['the usage', hello.replace('_tokens":5', '_tokens":6'), '$.usage.completion_tokens'],
    ['the model', hello.replaceAll('"m"', '"n"'), '$.model'],
    ['its end', hello.replace('data: [DONE]\n\n', ''), '$["[DONE]"]'],
  ])('differ in %s', (_, candidate, path) => {
    expect(differingPaths(type, hello, candidate)).toEqual([path]);
  });

  it('have the arguments of a tool call joined', () => {
    const one = stream(
      call({ id: 't1', type: 'function', function: { name: 'find', arguments: '' } }),
      call({ function: { arguments: '{"q":' } }),
      call({ function: { arguments: '"x"}' } }),
    );
    const other = stream(
      call({ id: 't1', type: 'function', function: { name: 'find', arguments: '{"q":"x"}' } }),
    );
    expect(compareBodies(type, one, other).outcome).toBe('match');
    expect(differingPaths(type, one, other.replace(String.raw`\"x`, String.raw`\"y`))).toEqual([
      '$.choices[0].message.tool_calls[0].function.arguments.q',
    ]);
  });

  describe('have the arguments of a tool call compared as JSON', () => {
    it.each([
      ['{"a":1,"b":[2]}', '{ "b": [2],\n "a": 1 }'],
      ['{"a":1.0}', '{"a":1}'],
      ['', ''],
    ])('%j is %j', (one, other) => {
      expect(compareBodies(type, calling(one), calling(other)).outcome).toBe('match');
    });

    it.each<[unknown, unknown]>([
      ['{"a":1,"b":2}', '{"a":1,"b":3}'],
      ['{"a":[1,2]}', '{"a":[2,1]}'],
      ['{"a":12345678901234567890}', '{"a":12345678901234567891}'],
      ['{"a":1}', '{"a":1,"a":1}'],
      ['{"a":1}', '{"a":1'],
      ['{"a":1}', '"{\\"a\\":1}"'],
      ['{"a":1}', { a: 1 }],
      ['{"a":1}', ''],
      ['{"a": 1', '{"a":1'],
    ])('%j is not %j', (one, other) => {
      expect(compareBodies(type, calling(one), calling(other)).outcome).toBe('mismatch');
      expect(compareBodies(type, calling(other), calling(one)).outcome).toBe('mismatch');
    });
  });

  it('are the same with empty content as without content', () => {
    const tool = call({ id: 't1', function: { name: 'find', arguments: '{}' } });
    const [none, empty, missing] = [null, '', undefined].map((content) =>
      stream(chunk({ role: 'assistant', content }), tool),
    );
    expect(compareBodies(type, none!, empty!).outcome).toBe('match');
    expect(compareBodies(type, missing!, empty!).outcome).toBe('match');
  });

  it('match tool calls and choices by their index, in any order', () => {
    const one = stream(piece(0, 0, 'a'), piece(0, 1, 'b'), piece(1, 0, 'c'), piece(0, 0, 'd'));
    const other = stream(piece(1, 0, 'c'), piece(0, 1, 'b'), piece(0, 0, 'ad'));
    expect(compareBodies(type, one, other).outcome).toBe('match');
  });

  it('are compared with all digits of each number', () => {
    const one = stream(
      chunk({ content: 'x' }),
      '{"choices":[],"usage":{"id":12345678901234567890}}',
    );
    const other = one.replace('567890', '567891');
    expect(differingPaths(type, one, other)).toEqual(['$.usage.id']);
  });

  it('obey the rules for an answer that is not streamed', () => {
    const compare = { ignore: ['$.id', '$.choices[*].message.content'] };
    const candidate = hello.replaceAll('"c1"', '"c2"').replace('world', 'there');
    expect(compareBodies(type, hello, candidate, compare).outcome).toBe('match');
  });

  it('differ if one is an error in place of the answer', () => {
    const failed = 'data: {"error":{"message":"overloaded"}}\n\n';
    expect(differingPaths(type, hello, failed)).toContain('$.error');
  });

  it('have unknown events compared separately', () => {
    const [one, other] = ['1', '2'].map((data) => `event: progress\ndata: ${data}\n\n${hello}`);
    expect(compareBodies(type, one!, one!.replace('"Hello"', '"Hel"')).differences).toMatchObject([
      { path: '$.choices[0].message.content' },
    ]);
    expect(differingPaths(type, one!, other!)).toEqual(['$["[events]"][0].data']);
    expect(differingPaths(type, one!, hello)).toEqual(['$["[events]"]']);
  });

  it('are compared without the padding of pieces', () => {
    const padded = hello.replaceAll('"model"', '"obfuscation":"x1y2","model"');
    expect(compareBodies(type, hello, padded).outcome).toBe('match');
  });
});

describe('streams of chat completions that are split at random', () => {
  const cuts = fc.array(fc.nat(1000), { maxLength: 20 });
  const content = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 });

  it('are the same for the same answer', () => {
    fc.assert(
      fc.property(content, cuts, cuts, (text, one, other) => {
        const comparison = compareBodies(type, streamOf(text, one), streamOf(text, other));
        expect(comparison.outcome).toBe('match');
      }),
      { seed: 3 },
    );
  });

  it('differ for different answers', () => {
    fc.assert(
      fc.property(content, content, cuts, cuts, (text, otherText, one, other) => {
        fc.pre(text !== otherText);
        const comparison = compareBodies(type, streamOf(text, one), streamOf(otherText, other));
        expect(comparison.outcome).toBe('mismatch');
      }),
      { seed: 3 },
    );
  });
});

describe('a hostile stream', () => {
  it('cannot reach the prototype of objects', () => {
    const evil = stream(
      '{"choices":[{"index":0,"delta":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}]}',
      '{"__proto__":{"polluted":1},"choices":[{"index":"__proto__","delta":{"content":"x"}}]}',
    );
    expect(compareBodies(type, evil, hello).outcome).toBe('mismatch');
    expect('polluted' in {}).toBe(false);
  });

  it('is compared to its end with 15,000 chunks', () => {
    expect(differingPaths(type, many('a'), many('b'))).toEqual(['$.choices[0].message.content']);
  });

  it('is compared to its end with 20,000 indexes, back to front', () => {
    const indexes = Array.from({ length: 20_000 }, (_, i) => i);
    const one = stream(...indexes.map(callAt));
    const other = stream(...indexes.toReversed().map(callAt));
    expect(compareBodies(type, one, other).outcome).toBe('match');
  });

  it.each([
    [
      'deeply nested data',
      `{"choices":[{"delta":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}]}`,
    ],
    ['deeply nested deltas', `{"choices":[{"delta":${'{"a":'.repeat(500)}"x"${'}'.repeat(500)}}]}`],
    ['choices that are not objects', '{"choices":[5,"a",null]}'],
    ['an index that is not a number', '{"choices":[{"index":{"a":[1]},"delta":{"content":"x"}}]}'],
    [
      'a message beside its deltas',
      '{"choices":[{"message":[{"index":0}],"delta":{"toJSON":"x"}}]}',
    ],
  ])('is a mismatch although it has %s', (_, data) => {
    const evil = stream(data, data);
    expect(compareBodies(type, evil, hello).outcome).toBe('mismatch');
    expect(compareBodies(type, hello, evil).outcome).toBe('mismatch');
    expect(compareBodies(type, evil, `${evil}data: {}\n\n`).outcome).toBe('mismatch');
  });
});

function callAt(index: number): string {
  return `{"choices":[{"index":0,"delta":{"tool_calls":[{"index":${index},"id":"x"}]}}]}`;
}

function many(last: string): string {
  return stream(...Array<string>(15_000).fill(chunk({ content: 'x' })), chunk({ content: last }));
}

function pieces(text: string, cuts: readonly number[]): string[] {
  const at = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((start, i) => text.slice(start, at[i] ?? text.length));
}

/** A piece of the arguments of one choice's tool call. */
function piece(choice: number, index: number, text: string): string {
  const delta = { tool_calls: [{ index, function: { arguments: text } }] };
  return JSON.stringify({ choices: [{ index: choice, delta }] });
}

function streamOf(text: string, cuts: readonly number[]): string {
  return stream(...pieces(text, cuts).map((content) => chunk({ content })));
}

const calling = (text: unknown) =>
  stream(call({ id: 't1', function: { name: 'find', arguments: text } }));
