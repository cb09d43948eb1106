import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../', import.meta.url));
const published =
  /^package\/(dist\/.+\.js|config\/.+\.(yaml|yml|json|lua|sh)|docs\/.+\.(md|png|svg)|example\/README\.md|package\.json|README\.md|CHANGELOG\.md)$/;
const sources = [
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'src',
  'config',
  'docs',
  'README.md',
  'CHANGELOG.md',
  'example/README.md',
];

describe('the published package', () => {
  let folder: string;
  let installed: string;

  /** Packed from a copy, so that the checkout keeps the `dist` it has. */
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parallax-package-'));
    const checkout = join(folder, 'checkout');
    for (const source of sources) {
      await cp(join(root, source), join(checkout, source), { recursive: true });
    }
    await symlink(join(root, 'node_modules'), join(checkout, 'node_modules'));
    await withoutCheck(join(checkout, 'tsconfig.build.json'));
    await run('npm', ['pack', '--pack-destination', folder], { cwd: checkout });
    const archive = `parallax-${(await manifestIn(checkout)).version}.tgz`;
    await run('tar', ['-xzf', archive], { cwd: folder });
    installed = join(folder, 'package');
    await symlink(join(root, 'node_modules'), join(installed, 'node_modules'));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('has a program that starts', async () => {
    const { bin, version } = await manifestIn(installed);
    const { stdout } = await run(process.execPath, [join(installed, bin.parallax), '--version']);
    expect(stdout).toBe(`${version}\n`);
  });

  it('has a program with a shebang line', async () => {
    const { bin } = await manifestIn(installed);
    const program = await readFile(join(installed, bin.parallax), 'utf8');
    expect(program.split('\n')[0]).toBe('#!/usr/bin/env node');
  });

  it.each(['shadow', 'compare', 'control'])('has the files of the %s plane', async (plane) => {
    const entry = join(installed, 'dist', plane, 'worker.js');
    await expect(readFile(entry, 'utf8')).resolves.not.toContain('.ts"');
  });

  it('has the example config, which is valid', async () => {
    const { bin } = await manifestIn(installed);
    const example = join(installed, 'config', 'parallax.example.yaml');
    const { stdout } = await run(process.execPath, [
      join(installed, bin.parallax),
      'check',
      '--config',
      example,
    ]);
    expect(stdout).toMatch(/^ok\b/);
  });

  it('contains no Node, and runs with the installed one', async () => {
    expect(await manifestIn(installed)).not.toHaveProperty('optionalDependencies');
  });

  it('leaves package.json of the checkout unchanged', async () => {
    const checkout = await manifestIn(join(folder, 'checkout'));
    expect(checkout).toEqual(await manifestIn(root));
  });

  it('has every file that its documents link to', async () => {
    const { stdout } = await run('tar', ['-tzf', await archivePath(folder)]);
    const documents = stdout.match(/(?<=^package\/).+\.md$/gm) ?? [];
    const missing = await Promise.all(
      documents.map(async (document) => {
        const text = await readFile(join(installed, document), 'utf8');
        const links = text.matchAll(/\]\((?!https?:|mailto:)([^)#\s]+)[^)]*\)/g);
        return [...links]
          .map(([, link = '']) => join(installed, dirname(document), link))
          .filter((path) => !existsSync(path));
      }),
    );
    expect(missing.flat()).toEqual([]);
  });

  it('has no sources and no tests', async () => {
    const { stdout } = await run('tar', ['-tzf', await archivePath(folder)]);
    const files = stdout.trim().split('\n');
    expect(files.filter((file) => !published.test(file))).toEqual([]);
  });
});

/**
 * npm leaves out of the lock file, without a word, what the registry did not have when it was
 * written, and then `npm ci` refuses the file on every machine.
 */
describe('the lock file', () => {
  it('has the packages of all platforms', async () => {
    const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    const missing = Object.entries(packages).flatMap(([parent, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) =>
          !Object.hasOwn(packages, `node_modules/${name}`) &&
          !Object.hasOwn(packages, `${parent}/node_modules/${name}`),
      ),
    );
    expect(missing).toEqual([]);
  });
});

/** `npm run check` checks the types; to do so once more takes four times as long as all the rest of a build. */
async function withoutCheck(file: string): Promise<void> {
  const build = JSON.parse(await readFile(file, 'utf8')) as { compilerOptions: object };
  const compilerOptions = { ...build.compilerOptions, noCheck: true };
  await writeFile(file, JSON.stringify({ ...build, compilerOptions }));
}

async function manifestIn(folder: string) {
  const text = await readFile(join(folder, 'package.json'), 'utf8');
  return JSON.parse(text) as { version: string; bin: { parallax: string } };
}

async function archivePath(folder: string): Promise<string> {
  const { version } = await manifestIn(join(folder, 'package'));
  return join(folder, `parallax-${version}.tgz`);
}
