import { describe, expect, it } from 'vitest';
import { compareBodies, differingPaths } from './body-spec.ts';

const type = 'text/event-stream';

function paths(primary: string, candidate: string): string[] {
  return differingPaths(type, primary, candidate);
}

describe('event streams are compared event by event', () => {
  it.each<[string, string, string]>([
    ['whatever ends a line', 'data: a\n\ndata: b\n\n', 'data: a\r\n\r\ndata: b\r\r'],
    ['with or without a space after the colon', 'data: a\n\n', 'data:a\n\n'],
    ['without comments', 'data: a\n\n', ': keep-alive\n\ndata: a\n: more\n\n:\n\n'],
    ['without a byte order mark', 'data: a\n\n', '\ufeffdata: a\n\n'],
    ['whatever the order of fields', 'event: x\ndata: a\n\n', 'data: a\nevent: x\n\n'],
    [
      'with `message` as the name of those that have none',
      'data: a\n\n',
      'event: message\ndata: a\n\n',
    ],
    ['with unknown fields passed over', 'data: a\n\n', 'data: a\nretry: 5\nfoo: bar\n\n'],
    ['with an event without data passed over', 'data: a\n\n', 'event: x\n\ndata: a\n\n'],
    [
      'with JSON data by its meaning',
      'data: {"a":1,"b":2}\n\n',
      'data: { "b": 2,\ndata:  "a": 1 }\n\n',
    ],
  ])('%s', (_, primary, candidate) => {
    expect(compareBodies(type, primary, candidate).outcome).toBe('match');
  });

  it.each<[string, string, string, string[]]>([
    ['the data', 'data: a\n\n', 'data: b\n\n', ['$[0].data']],
    ['white space in the data', 'data: a\n\n', 'data:  a\n\n', ['$[0].data']],
    ['JSON data', 'data: {"a":{"b":1}}\n\n', 'data: {"a":{"b":2}}\n\n', ['$[0].data.a.b']],
    ['the name', 'event: x\ndata: a\n\n', 'event: y\ndata: a\n\n', ['$[0].event']],
    ['the id', 'id: 1\ndata: a\n\n', 'id: 2\ndata: a\n\n', ['$[0].id']],
    ['an event more', 'data: a\n\n', 'data: a\n\ndata: b\n\n', ['$[1]']],
    ['an event that nothing ends', 'data: a\n\ndata: b\n\n', 'data: a\n\ndata: b\n', ['$[1]']],
    [
      'text and JSON that looks like it',
      'data: {"a":1}\n\n',
      'data: "{\\"a\\":1}"\n\n',
      ['$[0].data'],
    ],
    ['a string and the text in it', 'data: "a"\n\n', 'data: a\n\n', ['$[0].data']],
  ])('and differ in %s', (_, primary, candidate, expected) => {
    expect(paths(primary, candidate)).toEqual(expected);
  });

  it('and rules apply to the array of events', () => {
    const [primary, candidate] = [1, 2].map((at) => `data: {"at":${at},"v":7}\n\n`);
    const compare = { ignore: ['$[*].data.at'] };
    expect(compareBodies(type, primary!, candidate!, compare).outcome).toBe('match');
  });

  it('and by their bytes if they are not UTF-8', () => {
    const [primary, candidate] = [0xfe, 0xff].map((byte) =>
      Buffer.concat([Buffer.from('data: '), Buffer.from([byte]), Buffer.from('\n\n')]),
    );
    expect(compareBodies(type, primary!, candidate!).outcome).toBe('mismatch');
  });
});
