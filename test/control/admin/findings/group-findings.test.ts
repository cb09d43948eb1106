import { expect, it } from 'vitest';
import { groupFindings } from '../../../../src/control/admin/pages/findings/group-findings.ts';
import type { Finding } from '../../../../src/vocabulary/verdict.ts';

function finding(route: string, field: string, exchanges = 1): Finding {
  return { area: 'costs', route, field, exchanges, lastSeenMs: null };
}

it('findings with the same field and change on several routes are one group', () => {
  const groups = groupFindings([
    finding('GET /a', 'body changed $.costUsd', 3),
    finding('GET /b', 'body changed $.costUsd', 5),
  ]);
  expect(groups).toMatchObject([
    { name: '$.costUsd', kind: 'changed', exchanges: 8, routes: ['GET /b', 'GET /a'] },
  ]);
});

it('a member with the same change at several paths is one group under its name', () => {
  const [group] = groupFindings([
    finding('GET /a', 'body removed $.finishReason (string → absent)'),
    finding('GET /b', 'body removed $.items[*].finishReason (string → absent)'),
  ]);
  expect(group).toMatchObject({ name: '$..finishReason', shape: 'string → absent' });
  expect(group?.fields).toHaveLength(2);
});

it('another kind, shape or aspect is another group', () => {
  const groups = groupFindings([
    finding('GET /a', 'body changed $.id'),
    finding('GET /a', 'body removed $.id'),
    finding('GET /a', 'body changed $.id (uuid → text)'),
    finding('GET /a', 'header changed id'),
  ]);
  expect(groups).toHaveLength(4);
});

it('two fields of one route count as often as the more frequent field, because they may differ together', () => {
  const [group] = groupFindings([
    finding('GET /a', 'body changed $.costUsd', 124),
    finding('GET /a', 'body changed $.byModel[*].costUsd', 142),
    finding('GET /b', 'body changed $.costUsd', 8),
  ]);
  expect(group?.exchanges).toBe(150);
});

it('the most frequent group comes first', () => {
  const names = groupFindings([
    finding('GET /a', 'body changed $.a', 1),
    finding('GET /a', 'body changed $.b', 9),
  ]).map(({ name }) => name);
  expect(names).toEqual(['$.b', '$.a']);
});

it.each([
  ['an array', 'body reordered $.items'],
  ['its elements', 'body removed $.items[*]'],
  ['a quoted name', "body changed $['a.b']['c d']"],
  ['a header', 'header changed content-type'],
  ['the status', 'status changed status'],
  ['what is counted together', '(other)'],
])('the name of a group with one field is its whole template: %s', (_, field) => {
  const [group] = groupFindings([finding('GET /a', field)]);
  expect(field.endsWith(group?.name ?? '-')).toBe(true);
});
