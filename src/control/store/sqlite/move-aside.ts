import { existsSync, renameSync } from 'node:fs';

/**
 * Renames a corrupt store, and the log that belongs to it, for somebody to look at.
 *
 * @returns what it is called now
 * @throws the system's error
 */
export function moveAside(file: string, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const aside = `${file}.corrupt-${stamp}`;
  renameSync(file, aside);
  if (existsSync(`${file}-wal`)) renameSync(`${file}-wal`, `${aside}-wal`);
  return aside;
}
