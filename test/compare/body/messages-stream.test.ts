import { describe, expect, it } from 'vitest';
import { compareBodies, differingPaths } from './body-spec.ts';
import { block, eventStream, message, named, textBlock, toolBlock } from './stream-fixture.ts';

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

describe('an Anthropic message as a stream', () => {
  const whole = message(textBlock(['Hello', ' world']), toolBlock(['{"q":', '"x","n":1}'], 1));

  function paths(candidate: string): string[] {
    return differingPaths(eventStream, whole, candidate);
  }

  it.each<[string, string]>([
    [
      'with pings and comments between events',
      whole.replaceAll('event: content', `${named('ping')}: still here\n\nevent: content`),
    ],
    ['without names of events', whole.replaceAll(/event: .*\n/g, '')],
    [
      'with the input of a tool split into other pieces',
      message(textBlock(['Hello world']), toolBlock(['{', '"q":"x"', ',"n":1', '}'], 1)),
    ],
    [
      'with the input of a tool in another JSON spelling',
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

  it('is the same with interleaved blocks', () => {
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
    ['the stop reason', whole.replace('end_turn', 'max_tokens'), ['$.stop_reason']],
    [
      'the usage',
      whole.replace('"output_tokens":12', '"output_tokens":13'),
      ['$.usage.output_tokens'],
    ],
    ['the model', whole.replace('"model":"m"', '"model":"n"'), ['$.model']],
    ['its last event', whole.replace(named('message_stop'), ''), ['$["[message_stop]"]']],
    [
      'the end of a block',
      whole.replace(named('content_block_stop', { index: 1 }), ''),
      ['$.content[1]["[content_block_stop]"]'],
    ],
    ['an unknown event', whole + named('surprise', { a: 1 }), ['$["[events]"]']],
    [
      'an error between its events',
      whole.replace(
        'event: message_delta',
        `${named('error', { error: { type: 'overloaded_error' } })}event: message_delta`,
      ),
      ['$.error'],
    ],
    [
      'the type of its pieces',
      whole.replaceAll('text_delta', 'text'),
      ['$.content[0].text', '$["[events]"]'],
    ],
    [
      'a name that does not fit the event',
      whole.replace('event: message_stop', 'event: stop'),
      ['$["[message_stop]"]', '$["[events]"]'],
    ],
  ])('differs in %s', (_, candidate, expected) => {
    expect(paths(candidate)).toEqual(expected);
  });

  it('differs if the same text is in another block', () => {
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

  it('has its thoughts, their signatures and its citations compared', () => {
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
