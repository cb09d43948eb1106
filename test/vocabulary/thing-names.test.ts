import { describe, expect, it } from 'vitest';
import { endsInKind, nounsOf } from '../../src/vocabulary/thing-names.ts';

describe('what things are called by the name of a total', () => {
  it.each([
    ['notesCount', 'note'],
    ['allNotesConnection', 'note'],
    ['_allPostsMeta', 'post'],
    ['activeUsersTotal', 'active user'],
    ['X-Total-Count', ''],
    ['totalElements', ''],
    ['data', ''],
  ])('%s: %s', (name, nouns) => {
    expect(nounsOf(name).join(' ')).toBe(nouns);
  });
});

describe('whether a name is of a kind', () => {
  it.each([
    ['notesCount', 'note', true],
    ['notesCount', 'addnote', true],
    ['activeUsersCount', 'user', true],
    ['blogPosts', 'blogpost', true],
    ['addressesCount', 'address', true],
    ['usersCount', 'note', false],
    ['keynotesCount', 'note', false],
    ['total', 'note', false],
  ])('%s, %s: %s', (name, kind, isOf) => {
    expect(endsInKind(nounsOf(name), kind)).toBe(isOf);
  });
});
