import { expect, it } from 'vitest';
import { clearJournals, exchangeJournals } from '../../src/shadow/exchange-journals.ts';
import { KnownPlaces, placesMemory } from '../../src/shadow/known-places.ts';
import { JournalMemory } from '../../src/vocabulary/journal-memory.ts';
import { IdBook } from '../../src/shadow/identity/book/id-book.ts';
import { worldMemory } from '../../src/shadow/journal/world-journal.ts';
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
  const memory = {
    places: placesMemory(),
    candidate: journalMemory(100),
    secondary: journalMemory(100),
    candidateWorld: worldMemory(100),
    secondaryWorld: worldMemory(100),
  };
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

it('two swaps restore the learned identities', () => {
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

it('no identities of another deployment are known', () => {
  const memory = memoryWith();
  clearJournals(memory);
  expect(bookOf(memory.candidate).size).toBe(0);
});

it.each<[string, (memory: ReturnType<typeof memoryWith>) => void]>([
  ['primary and candidate were swapped', exchangeJournals],
  ['another deployment takes part', clearJournals],
])('marks are dropped if %s', (_, change) => {
  const memory = memoryWith();
  new JournalMemory(memory.candidateWorld).append('m[["a"],null]\n');
  change(memory);
  expect(new JournalMemory(memory.candidateWorld).text).toBe('');
});

const placesOf = (primary: string, candidate: string) => ({
  primary: { url: `http://${primary}` },
  candidate: { url: `http://${candidate}` },
});
const pin = [{ primary: '17', candidate: 'k-9' }];
const inverse = [{ primary: 'k-9', candidate: '17' }];

it('the next plane swaps the known identities if the previous one ended before it did', () => {
  const memory = memoryWith();
  new KnownPlaces(memory).follow(placesOf('a', 'b'));
  new KnownPlaces(memory).follow(placesOf('b', 'a'));
  new KnownPlaces(memory).follow(placesOf('b', 'a'));
  expect(bookOf(memory.candidate).ofPrimary('k-9', 'key')).toMatchObject({ candidate: '17' });
});

it('the pinned identities of the config are swapped while primary and candidate are swapped', () => {
  const places = new KnownPlaces(memoryWith());
  const seen = [placesOf('a', 'b'), placesOf('b', 'a'), placesOf('a', 'b'), placesOf('a', 'c')].map(
    (now) => {
      places.follow(now);
      return places.placed(pin);
    },
  );
  expect(seen).toEqual([pin, inverse, pin, pin]);
});

it('the pinned identities of the config are not used for a third deployment', () => {
  const places = new KnownPlaces(memoryWith());
  places.follow(placesOf('a', 'b'));
  places.follow(placesOf('b', 'c'));
  expect(places.placed(pin)).toEqual([]);
});
