import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);

function pathsNamedIn(document: string): string[] {
  const text = readFileSync(new URL(document, root), 'utf8');
  const inCode = [...text.matchAll(/`((?:src|test|bench|config|docs|example)\/[\w./-]*)`/g)];
  const linked = [...text.matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)];
  const folder = document.includes('/') ? document.slice(0, document.lastIndexOf('/') + 1) : '';
  return [...inCode.map(([, path = '']) => path), ...linked.map(([, path = '']) => folder + path)];
}

describe('the paths in', () => {
  it.each([
    'README.md',
    'docs/ARCHITECTURE.md',
    'docs/FLEET.md',
    'docs/GATE.md',
    'docs/EXCUSES.md',
    'docs/RELIABILITY.md',
    'docs/REQUESTS.md',
    'docs/ROUTES.md',
    'docs/RELOADING.md',
    'docs/OPERATIONS.md',
    'docs/COMPARING.md',
    'docs/ROLLOUT.md',
    'docs/RECORDING.md',
    'docs/REPLAY.md',
    'docs/WATCHING.md',
    'docs/DATABASES.md',
    'docs/OUT_OF_PATH.md',
    'docs/REPORT.md',
    'docs/deploying.md',
    'docs/getting-started.md',
    'docs/runbooks.md',
  ])('%s all exist', (document) => {
    const paths = pathsNamedIn(document);
    expect(paths.length).toBeGreaterThan(1);
    expect(paths.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
  });
});
