import { describe, expect, it } from 'vitest';
import { FleetNotes } from '../../src/live/fleet-notes.ts';
import { OpenWrites } from '../../src/live/open-writes.ts';

const intervalMs = 200;

function notesWith(openWrites = new OpenWrites()): FleetNotes {
  const notes = new FleetNotes({ openWrites, shed: () => ({}) });
  notes.write(0);
  return notes;
}

describe('a note without exchanges', () => {
  it('is due at each interval while a write is in progress', () => {
    const openWrites = new OpenWrites();
    openWrites.add(1, 0);
    const notes = notesWith(openWrites);
    const now = performance.now();
    expect(notes.isDue(now + intervalMs - 1, intervalMs)).toBe(false);
    expect(notes.isDue(now + intervalMs, intervalMs)).toBe(true);
  });

  it('is due every five seconds for a tap without traffic', () => {
    const notes = notesWith();
    const now = performance.now();
    expect(notes.isDue(now + 4_900, intervalMs)).toBe(false);
    expect(notes.isDue(now + 5_000, intervalMs)).toBe(true);
  });
});
