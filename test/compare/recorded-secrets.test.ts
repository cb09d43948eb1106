import { describe, expect, it } from 'vitest';
import { createPairComparer } from '../../src/compare/compare-pair.ts';
import { createPlaceholders } from '../../src/recorder/secrets/placeholders.ts';
import { redactExchange } from '../../src/recorder/secrets/redact-exchange.ts';
import type { Comparison } from '../../src/vocabulary/comparison.ts';
import {
  answered,
  exchangeOf,
  pairWith,
  parseConfig,
  redactor,
  type ResponseSpec,
} from './pair-fixture.ts';

interface Replayed extends Comparison {
  /** Values that are not in the recording. */
  readonly notRecorded: number;
}

/** Records an answer of primary, and compares it in a replay with that of the candidate. */
function replayed(primary: ResponseSpec, candidate: ResponseSpec, isReplay = true): Replayed {
  const placeholders = createPlaceholders(Buffer.alloc(32, 7));
  const { exchange } = redactExchange(exchangeOf(primary), 1e6, placeholders);
  let notRecorded = 0;
  const comparer = createPairComparer(parseConfig(), redactor, {
    onNotRecorded: isReplay ? (values) => void (notRecorded += values) : null,
  });
  const comparison = comparer.compare(pairWith(exchange, answered(candidate)));
  return { ...comparison, notRecorded };
}

const html = ['Content-Type', 'text/html'];
const text = ['Content-Type', 'text/plain'];
const csrf = '<form><input type="hidden" name="csrf_token" value="hunter2abc"><p>a</p></form>';

describe('a recorded answer with a placeholder matches the answer that was recorded', () => {
  it.each<[string, ResponseSpec, number]>([
    ['for a string', { body: '{"api_key":"hunter2abc","a":1}' }, 1],
    ['for a word', { body: '{"pass":"ok"}' }, 1],
    ['for a cursor', { body: '{"items":[1],"next_page_token":"hunter2abc"}' }, 1],
    ['for a number', { body: '{"pin":1234}' }, 1],
    ['for a number as a text', { body: '{"pin":"1234"}' }, 1],
    ['in each element of a list', { body: '[{"token":"hunter2a"},{"token":"hunter2b"}]' }, 2],
    ['for each element of a list', { body: '{"credentials":["hunter2a","hunter2b","x3"]}' }, 3],
    ['in a URL', { body: '{"next":"https://a.test/x?token=hunter2abc&page=2"}' }, 1],
    ['in a text', { fields: text, body: 'the token=hunter2abc is new\npassword: hunter2\n' }, 2],
    ['in a form of a page', { fields: html, body: csrf }, 1],
    ['in a header', { fields: ['Location', '/cb?access_token=hunter2abc'] }, 1],
    ['in a cookie', { fields: ['Set-Cookie', 'pass=ab; Path=/'] }, 1],
  ])('%s, and counts the value', (_, answer, values) => {
    const { outcome, differences, notRecorded } = replayed(answer, answer);
    expect({ outcome, differences }).toEqual({ outcome: 'match', differences: [] });
    expect(notRecorded).toBe(values);
  });
});

describe('a placeholder of a recorded answer does not explain', () => {
  it.each<[string, ResponseSpec, ResponseSpec]>([
    ['an empty string', { body: '{"token":"hunter2"}' }, { body: '{"token":""}' }],
    ['a missing member', { body: '{"token":"hunter2","a":1}' }, { body: '{"a":1}' }],
    ['null', { body: '{"token":"hunter2"}' }, { body: '{"token":null}' }],
    ['a number in place of a string', { body: '{"token":"hunter2"}' }, { body: '{"token":7}' }],
    ['a string in place of a number', { body: '{"pin":1234}' }, { body: '{"pin":"1234"}' }],
    ['another value beside it', { body: '{"pin":1,"a":1}' }, { body: '{"pin":1,"a":2}' }],
    [
      'other words around it in a text',
      { fields: text, body: 'token=hunter2 a' },
      { fields: text, body: 'token=hunter2 b' },
    ],
    [
      'words in place of it in a text',
      { fields: text, body: 'token=hunter2 a' },
      { fields: text, body: 'token=x is wrong a' },
    ],
  ])('%s', (_, primary, candidate) => {
    expect(replayed(primary, candidate).outcome).toBe('mismatch');
  });
});

it('a placeholder is an ordinary text if primary is asked now', () => {
  const answer = { body: '{"token":"hunter2"}' };
  expect(replayed(answer, answer, false)).toMatchObject({ outcome: 'mismatch', notRecorded: 0 });
});
