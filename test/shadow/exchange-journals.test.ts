import { expect, it } from 'vitest';
import { clearJournals, exchangeJournals } from '../../src/shadow/exchange-journals.ts';
import { IdBook } from '../../src/shadow/identity/book/id-book.ts';
import { IdJournal, journalMemory } from '../../src/shadow/identity/book/id-journal.ts';

const mapping = {
  primary: '17',
  candidate: 'k-9',
  primaryIsNumber: true,
  candidateIsNumber: false,
  kind: 'key',
  changes: false,
  isShared: false,
  fromCreation: true,
  pinned: false,
};

function memoryWith() {
  const memory = { candidate: journalMemory(100), secondary: journalMemory(100) };
  new IdBook(100, new IdJournal(memory.candidate)).learn(mapping);
  new IdBook(100, new IdJournal(memory.secondary)).learn(mapping);
  return memory;
}

const bookOf = (memory: SharedArrayBuffer): IdBook => new IdBook(100, new IdJournal(memory));

it('the two sides of the learned identities are swapped with the deployments', () => {
  const memory = memoryWith();
  exchangeJournals(memory);
  const book = bookOf(memory.candidate);
  expect(book.ofPrimary('k-9', 'key')).toMatchObject({
    candidate: '17',
    candidateIsNumber: true,
    fromCreation: true,
  });
  expect(book.ofPrimary('17', 'key')).toBeUndefined();
});

it('changing places twice is as if nothing had happened', () => {
  const memory = memoryWith();
  exchangeJournals(memory);
  exchangeJournals(memory);
  expect(bookOf(memory.candidate).ofPrimary('17', 'key')).toMatchObject(mapping);
});

it('the identities of a secondary are dropped, because it runs the code of the previous primary', () => {
  const memory = memoryWith();
  exchangeJournals(memory);
  expect(bookOf(memory.secondary).size).toBe(0);
});

it('nothing is known of the identities of another deployment', () => {
  const memory = memoryWith();
  clearJournals(memory);
  expect(bookOf(memory.candidate).size).toBe(0);
});
