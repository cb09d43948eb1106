import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { statementShape } from '../../../src/control/databases/statement-shape.ts';

const same: readonly (readonly [title: string, one: string, other: string])[] = [
  ['white space and case', 'SELECT id\n  FROM Keys', 'select id from keys'],
  ['quotes that change nothing', 'SELECT "id" FROM "keys"', 'select id from keys'],
  ['numbers of parameters', 'select id from keys where a = $2', 'select id from keys where a = $1'],
  ['literals', "select 'abc', 12.5e3 from keys", 'select $1, $2 from keys'],
  ['comments', "select /* trace='00-ab' /* in */ it */ 1 -- end", 'select 1'],
  [
    'the length of IN',
    'select 1 from a where id IN ($1)',
    'select 1 from a where id in ($1,$2, $3)',
  ],
  ['the length of an array', 'select ARRAY[$1,$2]', 'select array[$1]'],
  [
    'how many rows are inserted',
    'insert into a values ($1,$2),($3,$4)',
    'insert into a values ($1,$2),($3,$4),($5,$6)',
  ],
];

const apart: readonly (readonly [title: string, one: string, other: string])[] = [
  ['names that only quotes distinguish', 'select "Id" from keys', 'select id from keys'],
  ['tables', 'select id from keys', 'select id from teams'],
  [
    'the table after a long list of columns',
    `select ${'a_column, '.repeat(99)}1 from a`,
    `select ${'a_column, '.repeat(98)}1 from a`,
  ],
];

describe('the shape of a statement', () => {
  it.each(same)('does not depend on %s', (_, one, other) => {
    expect(statementShape(one)).toBe(statementShape(other));
  });

  it.each(apart)('depends on %s', (_, one, other) => {
    expect(statementShape(one)).not.toBe(statementShape(other));
  });

  it('is readable SQL', () => {
    const text = 'SELECT k."id", count(*) FROM public.keys k WHERE k.owner = $1::text AND n >= 5;';
    expect(statementShape(text)).toBe(
      'select k.id, count ( * ) from public.keys k where k.owner = ?::text and n >= ?'.replace(
        'count ( * )',
        'count (*)',
      ),
    );
  });

  it.each([
    ["CREATE USER app PASSWORD 'hunter2-secret'", 'create user'],
    ["ALTER ROLE app WITH PASSWORD 'hunter2-secret'", 'alter role'],
    ["SET app.token = 'hunter2-secret'", 'set'],
    ['SET ROLE hunter2_secret', 'set role'],
    ["COPY (SELECT 'hunter2-secret') TO STDOUT", 'copy'],
    ["EXPLAIN SELECT 'hunter2-secret'", 'explain'],
    ["NOTIFY hunter2, 'secret'", 'notify'],
    ["DO $x$ BEGIN PERFORM 'hunter2-secret'; END $x$", 'do'],
  ])('shows only the first words of the utility statement %s', (text, shape) => {
    expect(statementShape(text)).toBe(shape);
  });

  it.each([
    "select 'hunter2",
    String.raw`select 'it\'s hunter2', 1`,
    "select E'it\\'s hunter2'",
    "select 'it''s hunter2'",
    'select $tag$hunter2$tag$',
    'select $$hunter2',
    `select "${'hunter2'.repeat(20)}"`,
    'select 1 /* hunter2',
    'select 1 +/* hunter2 */ 2',
    'select 1 +-- hunter2\n 2',
    'select "hunter2',
    'select 1 -- hunter2',
    "select U&'hunter2'",
  ])('reveals no part of the value in %s', (text) => {
    expect(statementShape(text)).not.toContain('hunter2');
  });

  it('is limited in length and fast, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
        expect(statementShape(`select ${text}`).length).toBeLessThan(500);
      }),
      { seed: 3, numRuns: 200 },
    );
    expect(statementShape(`select ${'(?,'.repeat(50_000)}`).length).toBeLessThan(500);
  });
});
