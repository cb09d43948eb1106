import { describe, expect, it } from 'vitest';
import { absent, compareValues, extra, pathsOf } from './excuse-fixture.ts';

const thing = { data: { a: 1, thing: { id: 1 } } };
const none = { data: { a: 1, thing: null } };
const error = (...path: readonly (string | number)[]) => ({ message: 'not found', path });
const things = [absent(['data', 'thing'], { candidatePath: ['data', 'thing'] })];

describe('an error in a GraphQL answer from which a thing was set aside', () => {
  it.each([
    ['to the thing', error('thing')],
    ['into the thing', error('thing', 'by', 0)],
  ])('is set aside with the thing if its path leads %s', (_, one) => {
    expect(compareValues(thing, { ...none, errors: [one] }, { things }).outcome).toBe('cascade');
  });

  it('is set aside with the thing if primary has an empty list of errors', () => {
    const primary = { ...thing, errors: [] };
    expect(compareValues(primary, { ...none, errors: [error('thing')] }, { things }).outcome).toBe(
      'cascade',
    );
  });

  it('is set aside with the thing on primary’s side, too', () => {
    const comparison = compareValues({ ...none, errors: [error('thing')] }, thing, {
      things: [extra(['data', 'thing'])],
    });
    expect(comparison.outcome).toBe('cascade');
  });

  it('is set aside with a list element that is null', () => {
    const comparison = compareValues(
      { data: { list: [{ n: 1 }, { n: 2 }] } },
      { data: { list: [null, { n: 2 }] }, errors: [error('list', 0)] },
      { things: [absent(['data', 'list', 0], { candidatePath: ['data', 'list', 0] })] },
    );
    expect(comparison.outcome).toBe('cascade');
  });

  it.each([
    ['leads elsewhere', error('a')],
    ['leads to the object around the thing', error()],
    ['is missing', { message: 'not found' }],
    ['is not a list', { message: 'not found', path: 'thing' }],
  ])('stays a difference if its path %s', (_, one) => {
    const comparison = compareValues(thing, { ...none, errors: [one] }, { things });
    expect(comparison.outcome).toBe('mismatch');
    expect(pathsOf(comparison)).toEqual(['$.errors']);
  });

  it('stays a difference beside errors that are set aside, with its index among all errors', () => {
    const comparison = compareValues(
      { ...thing, errors: [error('a')] },
      { ...none, errors: [error('thing'), { ...error('a'), message: 'other' }] },
      { things },
    );
    expect(comparison.outcome).toBe('mismatch');
    expect(pathsOf(comparison)).toEqual(['$.errors[0].message']);
  });

  it('stays a difference if nothing was set aside', () => {
    const comparison = compareValues(thing, { ...thing, errors: [error('thing')] }, { things });
    expect(comparison.outcome).toBe('mismatch');
  });
});
