import { describe, expect, it } from 'vitest';
import type { ThingMark } from '../../../src/shadow/divergence/thing-mark.ts';
import { ThingMarks } from '../../../src/shadow/divergence/thing-marks.ts';
import { SeenIds, type Showing } from '../../../src/shadow/identity/learning/seen-ids.ts';
import { foundId } from '../../../src/shadow/identity/recognizing/found-id.ts';
import { fitLines } from '../../../src/shadow/journal/fit-lines.ts';
import { WorldJournal } from '../../../src/shadow/journal/world-journal.ts';
import { sharedJournalMemory } from '../../../src/vocabulary/journal-memory.ts';

const kib = 1024;

function mark(cause: number, states: ThingMark['states'] = []): ThingMark {
  const what = { kind: 'stale', because: 'loss', isTarget: true, mayBeGone: false } as const;
  return { ...what, cause, until: 0, states, changed: [] };
}

function journalOf(memory: SharedArrayBuffer): WorldJournal {
  return new WorldJournal({ memory, skewMs: 0 });
}

/** The marks that a world knows which takes the place of another one. */
function marksIn(memory: SharedArrayBuffer): ThingMarks {
  const journal = journalOf(memory);
  const marks = new ThingMarks(undefined, journal);
  journal.read();
  return marks;
}

function noteMarks(memory: SharedArrayBuffer, count: number, states: ThingMark['states'] = []) {
  const journal = journalOf(memory);
  const marks = new ThingMarks(undefined, journal);
  for (let at = 0; at < count; at += 1) marks.note([`thing ${at}`], mark(at, states));
  journal.rewrite();
  return journal.leftOutOf('marks');
}

describe('the memory of marks', () => {
  it('keeps all of them if there is room, however often it is rewritten', () => {
    const memory = sharedJournalMemory(32 * kib);
    const journal = journalOf(memory);
    const marks = new ThingMarks(undefined, journal);
    for (let at = 0; at < 2_000; at += 1) marks.note([`thing ${at % 9}`], mark(at, [{ at }]));
    expect(marksIn(memory).of('thing 8')).toEqual(marks.of('thing 8'));
    expect(journal.leftOutOf('marks')).toEqual({ shortened: 0, dropped: 0 });
  });

  it('drops the states of the oldest marks if it is too small, and counts them', () => {
    const memory = sharedJournalMemory(32 * kib);
    const leftOut = noteMarks(memory, 100, [{ text: 'x'.repeat(200) }]);
    const known = marksIn(memory);
    expect(known.size).toBe(100);
    expect([known.of('thing 0')?.states, known.of('thing 99')?.states.length]).toEqual([[], 1]);
    const bare = Array.from({ length: 100 }, (_, at) => known.of(`thing ${at}`)).filter(
      (one) => one?.states.length === 0,
    );
    expect(leftOut).toEqual({ shortened: bare.length, dropped: 0 });
  });

  it('drops the oldest marks if it is too small for the marks, and counts them', () => {
    const memory = sharedJournalMemory(8 * kib);
    const { dropped } = noteMarks(memory, 200);
    const known = marksIn(memory);
    expect(dropped).toBeGreaterThan(0);
    expect(known.size).toBe(200 - dropped);
    expect([known.of('thing 0'), known.of('thing 199')?.cause]).toEqual([undefined, 199]);
  });
});

function showing(sequence: number, isWrite: boolean): Showing {
  const [startedAt, endedAt] = [10 * sequence, 10 * sequence + 5];
  return { sequence, isWrite, isPost: isWrite, makes: () => true, startedAt, endedAt };
}

function seenIn(memory: SharedArrayBuffer): { seen: SeenIds; journal: WorldJournal } {
  const journal = journalOf(memory);
  const seen = new SeenIds(1_000, 0, journal);
  journal.read();
  return { seen, journal };
}

function fitted(parts: readonly (readonly string[])[]) {
  const joined = parts.map((lines, at) => {
    return [`${at}`, { lines: () => lines, apply: () => undefined }] as const;
  });
  return fitLines(joined, 400, (_, line) => String(line));
}

describe('the room for rewriting a journal', () => {
  it('is available to the last part as far as the earlier parts have not used it', () => {
    const { text } = fitted([['x'.repeat(50)], ['y'.repeat(250)]]);
    expect(text).toHaveLength(300);
  });

  it('is not used up by a part before the last', () => {
    const { leftOut } = fitted([['x'.repeat(250)], []]);
    expect(leftOut.get('0')).toEqual({ shortened: 0, dropped: 1 });
  });
});

describe('the saved knowledge of identities', () => {
  const article = foundId('how-to', { kind: 'article' });
  const id = foundId('7', { kind: 'article' });

  it.each([['after it was written'], ['after it was rewritten']])('is the same %s', (how) => {
    const memory = sharedJournalMemory(32 * kib);
    const { seen, journal } = seenIn(memory);
    seen.see([id, { ...article, isSlug: true }], showing(1, true));
    const listed = Array.from({ length: 80 }, (_, at) => foundId(`${at + 100}`, { kind: 'tag' }));
    seen.see(listed, showing(2, false));
    if (how === 'after it was rewritten') journal.rewrite();
    const next = seenIn(memory).seen;
    const known = [id.key, article.key, 'tag 100'].map((key) => [
      next.has(key),
      next.wasMade(key),
      next.isSlug(key),
      next.siblingsOf(key),
    ]);
    expect(known).toEqual([
      [true, true, false, [article.key]],
      [true, true, true, [id.key]],
      [true, false, false, []],
    ]);
    expect(next.ofText('how-to')).toMatchObject({ key: article.key, isSlug: true });
    expect(next.see([id], showing(3, true))).toEqual([]);
  });

  it('includes deletions: a creation with the same identity creates another thing', () => {
    const memory = sharedJournalMemory(32 * kib);
    const { seen, journal } = seenIn(memory);
    seen.see([id], showing(1, true));
    seen.noteDeleted(id, 20);
    journal.rewrite();
    expect(seenIn(memory).seen.see([id], showing(4, true))).toEqual([id]);
  });
});
