import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where Debian puts servers; not on every user's PATH. */
const systemFolders = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/**
 * Finds a program that no npm package brings. Where it is missing the tests that need it are
 * skipped, with a line that says what to install; with `CI=true` that is a failure, since there a
 * skipped test would go unnoticed.
 *
 * @example
 * const promtool = systemProgram('promtool', { package: 'prometheus' });
 * describe.skipIf(promtool === null)('the exposition', () => { … promtool! … });
 *
 * @param options.package the Debian package that has the program
 * @returns its path, or null where it is missing
 */
export function systemProgram(name: string, options: { readonly package: string }): string | null {
  if (process.env.SYSTEM_PROGRAMS === 'none')
    throw new Error(
      `a test that needs ${name} belongs in the project system: see vitest.config.ts`,
    );
  const path = searchPath()
    .map((folder) => join(folder, name))
    .find(isExecutable);
  if (path !== undefined) return path;

  const missing = `${name} is missing: apt-get install ${options.package}`;
  if (process.env.CI === 'true') throw new Error(missing);
  console.warn(`skipping the tests that need it: ${missing}`);
  return null;
}

function searchPath(): readonly string[] {
  return [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), ...systemFolders];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
