import { describe, expect, it } from 'vitest';
import { absent, compareValues, extra, pathsOf } from './excuse-fixture.ts';

const thing = { data: { a: 1, thing: { id: 1 } } };
const none = { data: { a: 1, thing: null } };
const error = (...path: readonly (string | number)[]) => ({ message: 'not found', path });
const things = [absent(['data', 'thing'], { candidatePath: ['data', 'thing'] })];

describe('an error in a GraphQL answer', () => {
  it.each([
    ['to it', error('thing')],
    ['into it', error('thing', 'by', 0)],
  ])('goes with the thing that was set aside where its path leads %s', (_, one) => {
    expect(compareValues(thing, { ...none, errors: [one] }, { things }).outcome).toBe('cascade');
  });

  it('goes with it if primary has an empty list of errors', () => {
    const primary = { ...thing, errors: [] };
    expect(compareValues(primary, { ...none, errors: [error('thing')] }, { things }).outcome).toBe(
      'cascade',
    );
  });

  it('goes with it on primary’s side too', () => {
    const comparison = compareValues({ ...none, errors: [error('thing')] }, thing, {
      things: [extra(['data', 'thing'])],
    });
    expect(comparison.outcome).toBe('cascade');
  });

  it('goes with an element in whose place there is null', () => {
    const comparison = compareValues(
      { data: { list: [{ n: 1 }, { n: 2 }] } },
      { data: { list: [null, { n: 2 }] }, errors: [error('list', 0)] },
      { things: [absent(['data', 'list', 0], { candidatePath: ['data', 'list', 0] })] },
    );
    expect(comparison.outcome).toBe('cascade');
  });

  it.each([
    ['elsewhere', error('a')],
    ['to what is around it', error()],
    ['nowhere', { message: 'not found' }],
    ['by no list', { message: 'not found', path: 'thing' }],
  ])('is left where its path leads %s', (_, one) => {
    const comparison = compareValues(thing, { ...none, errors: [one] }, { things });
    expect(comparison.outcome).toBe('mismatch');
    expect(pathsOf(comparison)).toEqual(['$.errors']);
  });

  it('is left beside those that go, by its place among all', () => {
    const comparison = compareValues(
      { ...thing, errors: [error('a')] },
      { ...none, errors: [error('thing'), { ...error('a'), message: 'other' }] },
      { things },
    );
    expect(comparison.outcome).toBe('mismatch');
    expect(pathsOf(comparison)).toEqual(['$.errors[0].message']);
  });

  it('is left if nothing was set aside', () => {
    const comparison = compareValues(thing, { ...thing, errors: [error('thing')] }, { things });
    expect(comparison.outcome).toBe('mismatch');
  });
});
