import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isLocked, takeLock } from '../../src/rollout/lock.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-lock-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the lock of a journal', () => {
  it('names its holder to a second process', () => {
    const journal = join(folder, 'named');
    using first = takeLock(journal, 'ada', 'advance').value;
    const second = takeLock(journal, 'bob', 'rollback');
    expect([first === null, second.value, second.fault?.holder?.who]).toEqual([false, null, 'ada']);
  });

  it('is taken even if the name of its holder cannot be written, as on a full disk', () => {
    const journal = join(folder, 'unnamed');
    mkdirSync(`${journal}.holder`);
    {
      using taken = takeLock(journal, 'ada', 'rollback').value;
      expect([taken === null, isLocked(journal)]).toEqual([false, true]);
    }
    expect(isLocked(journal)).toBe(false);
  });
});
