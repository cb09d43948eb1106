import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  JournalMemory,
  type JournalMark,
  sharedJournalMemory,
} from '../../src/vocabulary/journal-memory.ts';

function journal(halfBytes = 64): JournalMemory {
  return new JournalMemory(sharedJournalMemory(halfBytes));
}

describe('a journal in shared memory', () => {
  it('shows what was appended to every reader of the memory', () => {
    const memory = sharedJournalMemory(64);
    new JournalMemory(memory).append('one\n');
    expect(new JournalMemory(memory).text).toBe('one\n');
  });

  it('refuses text without room in its half, and stays the same', () => {
    const full = journal(8);
    full.append('1234567');
    expect([full.append('89'), full.text]).toEqual([false, '1234567']);
  });

  it('has only the new text after it was rewritten', () => {
    const renewed = journal();
    renewed.append('old');
    renewed.begin('new');
    expect(renewed.text).toBe('new');
  });

  it('gives a reader only the text since its mark', () => {
    const grown = journal();
    grown.append('one ');
    const first = grown.since(null);
    grown.append('two');
    expect([first?.text, first?.isWhole]).toEqual(['one ', true]);
    expect(grown.since(first?.mark ?? null)).toMatchObject({ text: 'two', isWhole: false });
  });

  it('gives a reader all of the text if it was rewritten since its mark', () => {
    const renewed = journal();
    renewed.append('a long text');
    const mark = renewed.since(null)?.mark ?? null;
    renewed.begin('new ');
    renewed.append('text');
    expect(renewed.since(mark)).toMatchObject({ text: 'new text', isWhole: true });
  });

  it('gives a reader pieces of the whole text, however it grows and is rewritten', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('append' as const), text: fc.string({ maxLength: 9 }) }),
      fc.record({ kind: fc.constant('begin' as const), text: fc.string({ maxLength: 9 }) }),
      fc.record({ kind: fc.constant('read' as const), text: fc.constant('') }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const written = journal(4096);
        let mark: JournalMark | null = null;
        let read = '';
        for (const { kind, text } of [...steps, { kind: 'read' as const, text: '' }]) {
          if (kind === 'append') written.append(text);
          else if (kind === 'begin') written.begin(text);
          else {
            const piece = written.since(mark);
            read = piece?.isWhole === true ? piece.text : read + (piece?.text ?? '');
            mark = piece?.mark ?? mark;
          }
        }
        expect(read).toBe(written.text);
      }),
      { seed: 19 },
    );
  });
});
