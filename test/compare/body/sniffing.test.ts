import { describe, expect, it } from 'vitest';
import { compareResponses } from '../pair-fixture.ts';
import { compareBodies, differingPaths, typed } from './body-spec.ts';

const json = '{"id":7,"name":"reports"}';
const page = '<!doctype html>\n<title>502</title>';

describe('JSON is known', () => {
  it.each([
    '',
    'text/plain',
    'text/html',
    'application/octet-stream',
    'text/event-stream',
    'application/x-www-form-urlencoded',
    'multipart/mixed; boundary=x',
    'application/vnd.acme',
    'nonsense',
  ])('although its type is %j', (type) => {
    expect(compareBodies(type, json, `\ufeff\n ${json.replace(':', ': ')}`).outcome).toBe('match');
    expect(differingPaths(type, json, json.replace('7', '8'))).toEqual(['$.id']);
  });

  it('although only one side says so', () => {
    const comparison = compareResponses(typed('', json), typed('application/json', ` ${json}`), {
      headers: [],
    });
    expect(comparison.outcome).toBe('match');
  });

  it('from JSON lines that are said to be JSON', () => {
    expect(differingPaths('application/json', '{"a":1}\n{"a":2}\n', '{"a":1}\n{"a":3}\n')).toEqual([
      '$[1].a',
    ]);
  });

  it('from text that only begins like it', () => {
    const [found] = compareBodies('text/plain', '[INFO] a', '[INFO] b').differences;
    expect(found).toMatchObject({ kind: 'changed', primary: '[INFO] a', candidate: '[INFO] b' });
  });
});

describe('without a type', () => {
  it.each([
    ['markup', '<a>\n<b/></a>', '<a><b/></a>'],
    ['an event stream', 'data: 1\n\n', 'data: 1\r\n\r\n'],
  ])('%s is known', (_, primary, candidate) => {
    expect(compareBodies('', primary, candidate).outcome).toBe('match');
  });

  it('text is known and shown', () => {
    expect(compareBodies('', 'a\nb', 'a\nc').differences).toMatchObject([
      { primary: 'b', candidate: 'c' },
    ]);
  });

  it('anything else is compared by its bytes', () => {
    const [found] = compareBodies('', 'a\u0000b', 'a\u0000c').differences;
    expect(found?.primary).toMatch(/^‹no content type, 3 bytes, differs from byte 2, #\w+›$/);
  });
});

describe('a page where an answer should be', () => {
  it.each([
    ['text/html', json, page],
    ['application/json', json, page],
    ['', json, page],
    ['text/plain', json, page],
    ['application/x-ndjson', `${json}\n${json}\n`, page],
    ['text/event-stream', `data: ${json}\n\n`.repeat(1000), page],
  ])('is one difference, of type, whatever the type is said to be: %j', (type, answer, page) => {
    const comparison = compareBodies(type, answer, page);
    expect(comparison).toMatchObject({ outcome: 'mismatch', truncated: false });
    expect(comparison.differences).toMatchObject([{ path: '$', kind: 'type' }]);
    expect(compareBodies(type, page, answer).differences).toMatchObject([{ kind: 'type' }]);
  });

  it('is the same page with other white space', () => {
    expect(compareBodies('application/json', page, page.replace('\n', ' ')).outcome).toBe('match');
  });
});
