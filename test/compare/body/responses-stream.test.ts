import { describe, expect, it } from 'vitest';
import { compareBodies } from './body-spec.ts';
import { deltasOf, eventStream, firstPart, named, response } from './stream-fixture.ts';

const done = (place: object, text: string) =>
  ['response.output_text.done', { ...place, text }] as const;

describe('an OpenAI response as a stream', () => {
  const item = { output_index: 1, item_id: 'fc_1' };

  const calling = (pieces: readonly string[], last = pieces.join('')) =>
    response(
      ...deltasOf('output_text', ['a', 'b']),
      [
        'response.output_item.added',
        { output_index: 1, item: { type: 'function_call', arguments: '' } },
      ],
      ...deltasOf('function_call_arguments', pieces, item),
      ['response.function_call_arguments.done', { ...item, arguments: last }],
      [
        'response.output_item.done',
        { output_index: 1, item: { type: 'function_call', arguments: last } },
      ],
    );
  const whole = calling(['{"q":', '"x"}']);

  it.each<[string, string]>([
    ['with the arguments of a call split into other pieces', calling(['{', '"q":"x', '"}'])],
    ['with the arguments in another JSON spelling', calling(['{ "q" : "x" }'])],
    ['without the padding of pieces', whole.replaceAll('"delta"', '"obfuscation":"Zx","delta"')],
    [
      'with a keep-alive event',
      whole.replace(
        'event: response.output_item.added',
        'event: keepalive\ndata: {"type":"keepalive","sequence_number":3}\n\nevent: response.output_item.added',
      ),
    ],
  ])('is the same %s', (_, candidate) => {
    expect(compareBodies(eventStream, whole, candidate).outcome).toBe('match');
  });

  it('is the same with interleaved parts', () => {
    const [first, second] = [firstPart, { ...firstPart, output_index: 1, item_id: 'item_2' }];
    const one = response(
      ...deltasOf('output_text', ['a', 'b'], first),
      done(first, 'ab'),
      ...deltasOf('output_text', ['c'], second),
      done(second, 'c'),
    );
    const other = response(
      ...deltasOf('output_text', ['c'], second),
      done(second, 'c'),
      ...deltasOf('output_text', ['ab'], first),
      done(first, 'ab'),
    );
    expect(compareBodies(eventStream, one, other).outcome).toBe('match');
  });

  it.each<[string, string]>([
    ['the arguments of a call', calling(['{"q":', '"y"}'])],
    ['the arguments of a call at its end', calling(['{"q":', '"x"}'], '{"q":"y"}')],
    ['its first event', whole.replace(/event: response.created\n.*\n\n/, '')],
    ['its status', whole.replaceAll('response.completed', 'response.incomplete')],
    ['the response as a whole', whole.replace('"status":"completed"', '"status":"failed"')],
    ['the part that contains its text', whole.replaceAll('"content_index":0', '"content_index":1')],
    ['the output that contains its text', whole.replaceAll('"output_index":0', '"output_index":2')],
    ['the type of its text', whole.replaceAll('response.output_text', 'response.refusal')],
    [
      'an unknown event',
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
      'an event after its end',
      whole + named('response.output_text.delta', { ...firstPart, delta: 'c' }),
    ],
  ])('differs in %s', (_, candidate) => {
    expect(compareBodies(eventStream, whole, candidate).outcome).toBe('mismatch');
    expect(compareBodies(eventStream, candidate, whole).outcome).toBe('mismatch');
  });
});
