import { describe, expect, it } from 'vitest';
import { FleetNotes } from '../../src/live/fleet-notes.ts';
import { OpenWrites } from '../../src/live/open-writes.ts';

const intervalMs = 200;

/** When the last note was written. */
const writtenAt = 1_000;

function notesWith(openWrites = new OpenWrites()): FleetNotes {
  const notes = new FleetNotes({ openWrites, shed: () => ({}) });
  notes.write(0, writtenAt);
  return notes;
}

describe('a note without exchanges', () => {
  it('is due at each interval while a write is in progress', () => {
    const openWrites = new OpenWrites();
    openWrites.add(1, 0);
    const notes = notesWith(openWrites);
    expect(notes.isDue(writtenAt + intervalMs - 1, intervalMs)).toBe(false);
    expect(notes.isDue(writtenAt + intervalMs, intervalMs)).toBe(true);
  });

  it('is due every five seconds for a tap without traffic', () => {
    const notes = notesWith();
    expect(notes.isDue(writtenAt + 4_999, intervalMs)).toBe(false);
    expect(notes.isDue(writtenAt + 5_000, intervalMs)).toBe(true);
  });
});
