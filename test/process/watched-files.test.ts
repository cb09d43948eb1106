import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { watchFiles } from '../../src/process/watched-files.ts';

function watching(path: string): { readonly changes: () => number } {
  let changes = 0;
  const watched = watchFiles(() => (changes += 1));
  onTestFinished(() => watched.close());
  watched.watch([path]);
  return { changes: () => changes };
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'parallax-watched-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

it('a change of a Kubernetes ConfigMap through its symbolic link is detected', async () => {
  const mount = folder();
  for (const [version, text] of [
    ['..2026_11_27_1', 'log: { level: info }'],
    ['..2026_11_27_2', 'log: { level: warn }'],
  ] as const) {
    mkdirSync(join(mount, version));
    writeFileSync(join(mount, version, 'parallax.yaml'), text);
  }
  // As the kubelet lays it out: the file is a link through a link to a folder.
  symlinkSync('..2026_11_27_1', join(mount, '..data'));
  symlinkSync(join('..data', 'parallax.yaml'), join(mount, 'parallax.yaml'));
  const { changes } = watching(join(mount, 'parallax.yaml'));
  // The first look is at what there is.
  await vi.waitUntil(() => changes() === 1, { timeout: 10_000 });
  symlinkSync('..2026_11_27_2', join(mount, '..data_tmp'));
  renameSync(join(mount, '..data_tmp'), join(mount, '..data'));
  await vi.waitFor(() => expect(changes()).toBe(2), { timeout: 10_000 });
});

it('a file that an editor replaces is detected as changed', async () => {
  const path = join(folder(), 'parallax.yaml');
  writeFileSync(path, 'a');
  const { changes } = watching(path);
  await vi.waitUntil(() => changes() === 1, { timeout: 10_000 });
  writeFileSync(`${path}.new`, 'b');
  renameSync(`${path}.new`, path);
  await vi.waitFor(() => expect(changes()).toBe(2), { timeout: 10_000 });
});

it('a file that is written in pieces is read when it is complete', async () => {
  const path = join(folder(), 'parallax.yaml');
  writeFileSync(path, 'a');
  const { changes } = watching(path);
  // The first look is at what there is.
  await vi.waitUntil(() => changes() === 1, { timeout: 10_000 });
  let pieces = 0;
  const writing = setInterval(() => {
    writeFileSync(path, 'a', { flag: 'a' });
    pieces += 1;
  }, 100);
  onTestFinished(() => clearInterval(writing));
  await vi.waitUntil(() => pieces >= 30, { timeout: 20_000 });
  clearInterval(writing);
  expect(changes()).toBe(1);
  await vi.waitFor(() => expect(changes()).toBe(2), { timeout: 10_000 });
});
