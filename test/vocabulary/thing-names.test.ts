import { describe, expect, it } from 'vitest';
import { endsInKind, nounsOf } from '../../src/vocabulary/thing-names.ts';

describe('the name of things in the name of a total', () => {
  it.each([
    ['notesCount', 'note'],
    ['allNotesConnection', 'note'],
    ['_allPostsMeta', 'post'],
    ['activeUsersTotal', 'active user'],
    ['X-Total-Count', ''],
    ['totalElements', ''],
    ['data', ''],
  ])('is found: %s: %s', (name, nouns) => {
    expect(nounsOf(name).join(' ')).toBe(nouns);
  });
});

describe('the match of a name and a kind', () => {
  it.each([
    ['notesCount', 'note', true],
    ['notesCount', 'addnote', true],
    ['activeUsersCount', 'user', true],
    ['blogPosts', 'blogpost', true],
    ['addressesCount', 'address', true],
    ['usersCount', 'note', false],
    ['keynotesCount', 'note', false],
    ['total', 'note', false],
  ])('is decided for %s, %s: %s', (name, kind, isOf) => {
    expect(endsInKind(nounsOf(name), kind)).toBe(isOf);
  });
});
