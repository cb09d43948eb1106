import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { aboutToRead, type ReadFile } from '../../src/config/read-file.ts';
import { watchFiles } from '../../src/process/watched-files.ts';

/** Counts the reported changes since a file was read. */
function watching(file: ReadFile): { readonly changes: () => number } {
  let changes = 0;
  const watched = watchFiles(() => (changes += 1), 200);
  onTestFinished(() => watched.close());
  watched.watch([file]);
  return { changes: () => changes };
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'parallax-watched-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

const aWhileAgo = new Date(Date.now() - 60_000);

/** A file that was written some time ago, as most are. */
function oldFile(path: string, text: string): void {
  writeFileSync(path, text);
  utimesSync(path, aWhileAgo, aWhileAgo);
}

/** Once the watch has had time to report what it would report wrongly. */
async function twoLooks(): Promise<void> {
  const path = join(folder(), 'other');
  oldFile(path, 'a');
  const other = watching(aboutToRead(path));
  writeFileSync(path, 'b');
  await vi.waitUntil(() => other.changes() > 0, { timeout: 60_000 });
}

it('a change of a Kubernetes ConfigMap through its symbolic link is detected', async () => {
  const mount = folder();
  for (const [version, text] of [
    ['..2026_11_27_1', 'log: { level: info }'],
    ['..2026_11_27_2', 'log: { level: warn }'],
  ] as const) {
    mkdirSync(join(mount, version));
    oldFile(join(mount, version, 'parallax.yaml'), text);
  }
  // As the kubelet lays it out: the file is a link through a link to a folder.
  symlinkSync('..2026_11_27_1', join(mount, '..data'));
  symlinkSync(join('..data', 'parallax.yaml'), join(mount, 'parallax.yaml'));
  const { changes } = watching(aboutToRead(join(mount, 'parallax.yaml')));
  await twoLooks();
  expect(changes()).toBe(0);
  symlinkSync('..2026_11_27_2', join(mount, '..data_tmp'));
  renameSync(join(mount, '..data_tmp'), join(mount, '..data'));
  await vi.waitFor(() => expect(changes()).toBe(1), { timeout: 60_000 });
});

it('a file that an editor replaces is detected as changed', async () => {
  const path = join(folder(), 'parallax.yaml');
  oldFile(path, 'a');
  const { changes } = watching(aboutToRead(path));
  writeFileSync(`${path}.new`, 'b');
  renameSync(`${path}.new`, path);
  await vi.waitFor(() => expect(changes()).toBe(1), { timeout: 60_000 });
});

it.each<[string, (path: string) => void]>([
  ['changed', (path) => writeFileSync(path, 'b')],
  ['deleted', (path) => rmSync(path)],
])(
  'a file that is %s between its reading and the start of the watch is detected',
  async (_, change) => {
    const path = join(folder(), 'parallax.yaml');
    oldFile(path, 'a');
    const read = aboutToRead(path);
    change(path);
    const { changes } = watching(read);
    await vi.waitFor(() => expect(changes()).toBeGreaterThan(0), { timeout: 60_000 });
  },
);

it('a file that was written in the moment in which it was read is read again', async () => {
  const path = join(folder(), 'parallax.yaml');
  writeFileSync(path, 'a');
  const { changes } = watching({ ...aboutToRead(path), atMs: statSync(path).mtimeMs });
  await vi.waitFor(() => expect(changes()).toBeGreaterThan(0), { timeout: 60_000 });
});

it('a file that is written in pieces is read when it is complete', async () => {
  const path = join(folder(), 'parallax.yaml');
  oldFile(path, 'a');
  const { changes } = watching(aboutToRead(path));
  let pieces = 0;
  const writing = setInterval(() => {
    writeFileSync(path, 'a', { flag: 'a' });
    pieces += 1;
  }, 20);
  onTestFinished(() => clearInterval(writing));
  await vi.waitUntil(() => pieces >= 30, { timeout: 60_000 });
  clearInterval(writing);
  expect(changes()).toBe(0);
  await vi.waitFor(() => expect(changes()).toBe(1), { timeout: 60_000 });
});
