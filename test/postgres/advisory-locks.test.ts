import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { advisoryLocks } from '../../src/postgres/advisory-locks.ts';

const src = join(import.meta.dirname, '../../src');

describe('the keys of advisory locks', () => {
  it('differ from each other', () => {
    const keys = Object.values(advisoryLocks);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('are the only ones that statements of Parallax use', () => {
    const statements = globSync('**/*.ts', { cwd: src }).flatMap((file) =>
      readFileSync(join(src, file), 'utf8')
        .split('\n')
        .filter((line) => /query\(.*advisory|lock\}\(\$1\)/.test(line)),
    );
    expect(statements).not.toHaveLength(0);
    for (const line of statements) expect(line).toMatch(/\[advisoryLocks\.\w+\]/);
  });
});
