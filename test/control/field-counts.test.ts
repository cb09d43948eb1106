import { describe, expect, it } from 'vitest';
import { FieldCounts } from '../../src/control/field-counts.ts';
import { differenceOf } from './comparison-fixture.ts';

describe('the counts of differing fields', () => {
  it('are counts of exchanges: a field that differs at two indexes of one exchange counts once', () => {
    const fields = new FieldCounts();
    fields.add(differenceOf({ path: '$.items[0].cost' }), 1);
    fields.add(differenceOf({ path: '$.items[1].cost' }), 1);
    fields.add(differenceOf({ path: '$.items[0].cost' }), 2);
    expect(fields.top(10)).toMatchObject([
      { aspect: 'body', kind: 'changed', template: '$.items[*].cost', exchanges: 2 },
    ]);
  });

  it('separate the kinds of difference at one place', () => {
    const fields = new FieldCounts();
    fields.add(differenceOf({ kind: 'changed' }), 1);
    fields.add(differenceOf({ kind: 'removed' }), 2);
    expect(fields.top(10).map(({ kind }) => kind)).toEqual(['changed', 'removed']);
  });

  it('have the most frequent field first', () => {
    const fields = new FieldCounts();
    fields.add(differenceOf({ template: '$.rare' }), 1);
    for (const sequence of [2, 3]) fields.add(differenceOf({ template: '$.often' }), sequence);
    expect(fields.top(1)).toMatchObject([{ template: '$.often', exchanges: 2 }]);
  });

  it('are limited if each exchange has a new key: the other fields are counted together', () => {
    const fields = new FieldCounts();
    for (let sequence = 1; sequence <= 10_000; sequence += 1) {
      fields.add(differenceOf({ template: `$.key${sequence}` }), sequence);
    }
    const all = fields.top(Number.POSITIVE_INFINITY);
    expect(all).toHaveLength(201);
    expect(all[0]).toMatchObject({ template: '(other)', exchanges: 9800 });
  });

  it('shorten a template of megabytes', () => {
    const fields = new FieldCounts();
    fields.add(differenceOf({ template: `$.${'k'.repeat(5_000_000)}` }), 1);
    expect(fields.top(1)[0]?.template.length).toBeLessThan(300);
  });

  it('allow the names of prototype members', () => {
    const fields = new FieldCounts();
    for (const template of ['__proto__', 'constructor']) fields.add(differenceOf({ template }), 1);
    expect(fields.top(10).map(({ template }) => template)).toEqual(['__proto__', 'constructor']);
  });
});
