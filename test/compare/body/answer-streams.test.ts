import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareBodies, differingPaths } from './body-spec.ts';
import {
  deltasOf,
  eventStream,
  generated,
  message,
  named,
  plain,
  response,
  textBlock,
} from './stream-fixture.ts';

/** The streaming format of one API, for a text in pieces. */
interface Api {
  readonly type: string;
  stream(pieces: readonly string[]): string;
  /** The path of the text in the assembled answer. */
  readonly path: string;
}

const apis: Readonly<Record<string, Api>> = {
  'Anthropic Messages': {
    type: eventStream,
    stream: (pieces) => message(textBlock(pieces)),
    path: '$.content[0].text',
  },
  'OpenAI Responses': {
    type: eventStream,
    stream: (pieces) => response(...deltasOf('output_text', pieces)),
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

  it('is the same however its text is split into pieces', () => {
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

  it('differs if one character differs, however the text is split', () => {
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

  it('has the difference at its place in the assembled answer', () => {
    const [one, other] = [stream(['Hello wor', 'ld']), stream(['Hello', ' wo', 'ods'])];
    expect(differingPaths(type, one, other)).toEqual([path]);
  });

  it('differs if it breaks off', () => {
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

  it('throws no exception on hostile pieces, and differs from them', () => {
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

describe('the assembled form of a stream', () => {
  it('is used for both answers: an error in place of an answer is one difference in it', () => {
    const failed = named('error', { error: { type: 'overloaded_error' } });
    const whole = message(textBlock(['a']));
    expect(differingPaths(eventStream, whole, failed)).toContain('$.error');
    expect(differingPaths(eventStream, failed, whole)).toContain('$.error');
  });

  it('is not used if the two answers have different formats: they are compared event by event', () => {
    const [one, other] = [message(textBlock(['a'])), response(...deltasOf('output_text', ['a']))];
    const paths = differingPaths(eventStream, one, other);
    expect(paths).not.toEqual([]);
    for (const path of paths) expect(path).toMatch(/^\$\[\d/);
  });

  it('is not used for other JSON arrays', () => {
    const [one, other] = ['[{"candidates":[{"a":1}]}]', '[{"candidates":[{"a":2}]}]'];
    expect(differingPaths('application/json', one, other)).toEqual(['$[0].candidates[0].a']);
  });
});

function cutAt(text: string, cuts: readonly number[]): readonly string[] {
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((start, i) => text.slice(start, places[i] ?? text.length));
}
