import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IdMapping } from '../../../../src/shadow/identity/book/id-mapping.ts';
import { IdBook } from '../../../../src/shadow/identity/book/id-book.ts';
import { IdJournal, journalMemory } from '../../../../src/shadow/identity/book/id-journal.ts';
import { worldUnderTest } from '../../world/world-under-test.ts';

const uuid = '7d444840-9dc0-11d1-b245-5ffdce74fad2';

function isNumber(text: string): boolean {
  return /^\d+$/.test(text);
}

function mapping(primary: string, candidate: string, more: Partial<IdMapping> = {}): IdMapping {
  return {
    primary,
    candidate,
    kind: 'key',
    primaryIsNumber: isNumber(primary),
    candidateIsNumber: isNumber(candidate),
    changes: false,
    isShared: false,
    pinned: false,
    fromCreation: false,
    ...more,
  };
}

describe('the saved identities of a worker', () => {
  it('are complete: the next worker translates requests in the same way', () => {
    const memory = journalMemory(1000);
    worldUnderTest({}, memory).exchange(
      { method: 'POST', target: '/api/keys', body: { name: 'new' } },
      { status: 201, body: { id: 7, secret: 'condt_mHuWMcaRDAfMRm2vJiWWPyJp' } },
      { status: 201, body: { id: uuid, secret: 'condt_9bXBl2yHFNixClqjzvQymhx4' } },
    );
    const { head } = worldUnderTest({}, memory).translate({
      target: '/api/keys/7',
      fields: ['Authorization', 'Bearer condt_mHuWMcaRDAfMRm2vJiWWPyJp'],
    });
    expect([head.target, head.fields[1]]).toEqual([
      `/api/keys/${uuid}`,
      'Bearer condt_9bXBl2yHFNixClqjzvQymhx4',
    ]);
  });

  it('do not include superseded ones', () => {
    const memory = journalMemory(1000);
    const book = new IdBook(1000, new IdJournal(memory));
    book.learn(mapping('7', '1'));
    book.learn(mapping('7', '2', { fromCreation: true }));
    const next = new IdBook(1000, new IdJournal(memory));
    expect([next.size, next.ofPrimary('7', 'key')?.candidate]).toEqual([1, '2']);
  });

  it('include those that only the answer to a creation may supersede', () => {
    const memory = journalMemory(1000);
    const book = new IdBook(1000, new IdJournal(memory));
    book.learn(mapping('7', '1'));
    book.learn(mapping('7', '1', { fromCreation: true }));
    const next = new IdBook(1000, new IdJournal(memory));
    expect(next.learn(mapping('8', '1'))).toBe(false);
    expect(next.learn(mapping('8', '2', { fromCreation: true }))).toBe(true);
    expect(next.size).toBe(2);
  });

  it('do not include forgotten ones', () => {
    const memory = journalMemory(1000);
    const book = new IdBook(1000, new IdJournal(memory));
    for (let id = 0; id < 3000; id += 1) book.learn(mapping(`${id}`, `${id + 5000}`));
    const next = new IdBook(1000, new IdJournal(memory));
    expect(next.size).toBe(book.size);
    expect(next.ofPrimary('0', 'key')).toBeUndefined();
  });

  it('include the kinds of things, which distinguish numbers', () => {
    const memory = journalMemory(1000);
    new IdBook(1000, new IdJournal(memory)).noteKind('team');
    expect(new IdBook(1000, new IdJournal(memory)).isKind('team')).toBe(true);
  });

  it('may have any characters', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
    const flag = fc.boolean();
    const any = fc.record({
      primary: text,
      candidate: text,
      kind: text,
      primaryIsNumber: flag,
      candidateIsNumber: flag,
      changes: flag,
      isShared: flag,
      pinned: flag,
      fromCreation: flag,
    });
    fc.assert(
      fc.property(any, (one) => {
        const memory = journalMemory(10);
        new IdJournal(memory).learned(one);
        expect(new IdJournal(memory).read().mappings).toEqual([one]);
      }),
      { seed: 1 },
    );
  });
});

describe('the full memory of saved identities', () => {
  it('is written again with the identities that are still known', () => {
    const memory = journalMemory(1000);
    const book = new IdBook(1000, new IdJournal(memory));
    const long = 'x'.repeat(400);
    for (let id = 0; id < 5000; id += 1) book.learn(mapping(`${id}${long}`, `${id}`));
    const next = new IdBook(1000, new IdJournal(memory));
    expect(next.ofPrimary(`4999${long}`, 'key')?.candidate).toBe('4999');
    expect(next.size).toBeGreaterThan(300);
  });
});
