import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeptEvidence } from '../../../../src/control/evidence/kept-evidence.ts';
import { SqliteStore } from '../../../../src/control/store/sqlite/sqlite-store.ts';
import { createLogger } from '../../../../src/log.ts';
import type { WatchedName } from '../../../../src/vocabulary/watched.ts';
import { keptEvidence } from '../../evidence/evidence-under-test.ts';

const memory: WatchedName = { kind: 'resource', name: 'memory_bytes', block: null };

let folder: string;

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'parallax-store-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function during(act: (evidence: KeptEvidence) => void): void {
  const log = createLogger('control', 'silent');
  const store = new SqliteStore({ file: join(folder, 'parallax.db'), log });
  const evidence = keptEvidence({ store });
  act(evidence);
  evidence.flush();
  store.close();
}

describe('watched resources in a store', () => {
  it('survive a restart, and grow', () => {
    during((evidence) => evidence.noteWatched(memory, 'candidate', 1.5));
    during((evidence) => evidence.noteWatched(memory, 'candidate', 2));
    during((evidence) => {
      const [sums] = evidence.current().watched.values();
      expect(sums?.candidate).toEqual({ n: 2, whole: 3, nano: 500_000_000 });
    });
  });

  it('are unchanged if a value is too large', () => {
    during((evidence) => {
      evidence.noteWatched(memory, 'candidate', 1e300);
      evidence.noteWatched(memory, 'candidate', Number.NaN);
    });
    during((evidence) => expect(evidence.current().watched.size).toBe(0));
  });

  it('are readable after values whose sum exceeds an exact integer', () => {
    during((evidence) => {
      for (let at = 0; at < 20_000; at += 1) evidence.noteWatched(memory, 'candidate', 9e11);
    });
    during((evidence) => {
      const [sums] = evidence.current().watched.values();
      expect(sums?.candidate.whole).toBeGreaterThan(9e14);
    });
  });

  it('are gone after a reset and a restart', () => {
    during((evidence) => {
      evidence.noteWatched(memory, 'candidate', 1.5);
      evidence.reset('an operator', 'a test');
    });
    during((evidence) => expect(evidence.current().watched.size).toBe(0));
  });
});
