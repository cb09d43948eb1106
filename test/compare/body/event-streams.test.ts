import { describe, expect, it } from 'vitest';
import { compareBodies, differingPaths } from './body-spec.ts';

const type = 'text/event-stream';

function paths(primary: string, candidate: string): string[] {
  return differingPaths(type, primary, candidate);
}

describe('event streams', () => {
  it.each<[string, string, string]>([
    ['with any line ends', 'data: a\n\ndata: b\n\n', 'data: a\r\n\r\ndata: b\r\r'],
    ['with or without a space after the colon', 'data: a\n\n', 'data:a\n\n'],
    ['with and without comments', 'data: a\n\n', ': keep-alive\n\ndata: a\n: more\n\n:\n\n'],
    ['with and without a byte order mark', 'data: a\n\n', '\ufeffdata: a\n\n'],
    ['with fields in any order', 'event: x\ndata: a\n\n', 'data: a\nevent: x\n\n'],
    [
      'with `message` as the default name of an event',
      'data: a\n\n',
      'event: message\ndata: a\n\n',
    ],
    ['with unknown fields, which are ignored', 'data: a\n\n', 'data: a\nretry: 5\nfoo: bar\n\n'],
    ['with an event without data, which is ignored', 'data: a\n\n', 'event: x\n\ndata: a\n\n'],
    [
      'with JSON data of the same meaning',
      'data: {"a":1,"b":2}\n\n',
      'data: { "b": 2,\ndata:  "a": 1 }\n\n',
    ],
  ])('are the same %s', (_, primary, candidate) => {
    expect(compareBodies(type, primary, candidate).outcome).toBe('match');
  });

  it.each<[string, string, string, string[]]>([
    ['the data', 'data: a\n\n', 'data: b\n\n', ['$[0].data']],
    ['white space in the data', 'data: a\n\n', 'data:  a\n\n', ['$[0].data']],
    ['JSON data', 'data: {"a":{"b":1}}\n\n', 'data: {"a":{"b":2}}\n\n', ['$[0].data.a.b']],
    ['the name', 'event: x\ndata: a\n\n', 'event: y\ndata: a\n\n', ['$[0].event']],
    ['the id', 'id: 1\ndata: a\n\n', 'id: 2\ndata: a\n\n', ['$[0].id']],
    ['an additional event', 'data: a\n\n', 'data: a\n\ndata: b\n\n', ['$[1]']],
    ['the empty line after an event', 'data: a\n\ndata: b\n\n', 'data: a\n\ndata: b\n', ['$[1]']],
    [
      'a JSON object and a string that contains it',
      'data: {"a":1}\n\n',
      'data: "{\\"a\\":1}"\n\n',
      ['$[0].data'],
    ],
    ['a JSON string and its text without quotes', 'data: "a"\n\n', 'data: a\n\n', ['$[0].data']],
  ])('differ in %s', (_, primary, candidate, expected) => {
    expect(paths(primary, candidate)).toEqual(expected);
  });

  it('are subject to rules as an array of events', () => {
    const [primary, candidate] = [1, 2].map((at) => `data: {"at":${at},"v":7}\n\n`);
    const compare = { ignore: ['$[*].data.at'] };
    expect(compareBodies(type, primary!, candidate!, compare).outcome).toBe('match');
  });

  it('are compared by their bytes if they are not UTF-8', () => {
    const [primary, candidate] = [0xfe, 0xff].map((byte) =>
      Buffer.concat([Buffer.from('data: '), Buffer.from([byte]), Buffer.from('\n\n')]),
    );
    expect(compareBodies(type, primary!, candidate!).outcome).toBe('mismatch');
  });
});
