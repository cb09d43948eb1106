import { describe, expect, it } from 'vitest';
import { compareResponses } from '../pair-fixture.ts';
import { compareBodies, differingPaths, typed } from './body-spec.ts';

const json = '{"id":7,"name":"reports"}';
const page = '<!doctype html>\n<title>502</title>';

describe('a JSON body', () => {
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
  ])('is recognized although its type is %j', (type) => {
    expect(compareBodies(type, json, `\ufeff\n ${json.replace(':', ': ')}`).outcome).toBe('match');
    expect(differingPaths(type, json, json.replace('7', '8'))).toEqual(['$.id']);
  });

  it('is recognized although only one side states its type', () => {
    const comparison = compareResponses(typed('', json), typed('application/json', ` ${json}`), {
      headers: [],
    });
    expect(comparison.outcome).toBe('match');
  });

  it('is distinguished from JSON lines with the type of JSON', () => {
    expect(differingPaths('application/json', '{"a":1}\n{"a":2}\n', '{"a":1}\n{"a":3}\n')).toEqual([
      '$[1].a',
    ]);
  });

  it('is distinguished from text that only begins like JSON', () => {
    const [found] = compareBodies('text/plain', '[INFO] a', '[INFO] b').differences;
    expect(found).toMatchObject({ kind: 'changed', primary: '[INFO] a', candidate: '[INFO] b' });
  });
});

describe('a body without a content type', () => {
  it.each([
    ['markup', '<a>\n<b/></a>', '<a><b/></a>'],
    ['an event stream', 'data: 1\n\n', 'data: 1\r\n\r\n'],
  ])('is recognized as %s', (_, primary, candidate) => {
    expect(compareBodies('', primary, candidate).outcome).toBe('match');
  });

  it('is recognized as text and shown', () => {
    expect(compareBodies('', 'a\nb', 'a\nc').differences).toMatchObject([
      { primary: 'b', candidate: 'c' },
    ]);
  });

  it('is compared by its bytes if it is neither JSON, text nor markup', () => {
    const [found] = compareBodies('', 'a\u0000b', 'a\u0000c').differences;
    expect(found?.primary).toMatch(/^‹no content type, 3 bytes, differs from byte 2, #\w+›$/);
  });
});

describe('an HTML page in place of a JSON answer', () => {
  it.each([
    ['text/html', json, page],
    ['application/json', json, page],
    ['', json, page],
    ['text/plain', json, page],
    ['application/x-ndjson', `${json}\n${json}\n`, page],
    ['text/event-stream', `data: ${json}\n\n`.repeat(1000), page],
  ])('is one difference, of the type, whatever the content type: %j', (type, answer, page) => {
    const comparison = compareBodies(type, answer, page);
    expect(comparison).toMatchObject({ outcome: 'mismatch', truncated: false });
    expect(comparison.differences).toMatchObject([{ path: '$', kind: 'type' }]);
    expect(compareBodies(type, page, answer).differences).toMatchObject([{ kind: 'type' }]);
  });

  it('is the same as the page with other white space', () => {
    expect(compareBodies('application/json', page, page.replace('\n', ' ')).outcome).toBe('match');
  });
});
