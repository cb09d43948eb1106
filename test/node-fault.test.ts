import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeFault } from '../src/node-fault.js';

const root = join(import.meta.dirname, '..');

/** Makes Node report another version. */
function pretending(version: string): string {
  const versions = `{ ...process.versions, node: '${version}' }`;
  const script = `Object.defineProperty(process, 'versions', { value: ${versions} })`;
  return `data:text/javascript,${encodeURIComponent(script)}`;
}

async function ended(version: string, words: readonly string[]) {
  return new Promise((resolve) =>
    execFile(
      process.execPath,
      ['--import', pretending(version), ...words],
      { cwd: root },
      (error, stdout, stderr) => resolve({ exitCode: error?.code ?? 0, stdout, stderr }),
    ),
  );
}

/** The scripts in package.json, and the sources of the program in the package. */
const entries = [
  ['src/run.js', 'src/main.ts', 'gate'],
  ['src/run.js', 'example/demo.ts', '--once'],
  ['src/main.ts', 'check'],
];

describe.each(entries)('%s %s, started by an old version of Node', (...words) => {
  it.each(['14.21.3', '16.20.2', '18.20.8', '20.20.2', '22.20.0'])(
    'prints the required version: Node %s',
    async (version) => {
      expect(await ended(version, words)).toEqual({
        exitCode: 1,
        stdout: '',
        stderr: expect.stringMatching(
          /^parallax: Node 24 or newer is needed, and this is Node .+\n$/,
        ),
      });
    },
  );
});

it('a program gets its own arguments', async () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  const started = await ended('24.0.0', ['src/run.js', 'src/main.ts', '--version']);
  expect(started).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
});

it('every script in package.json starts sources through a file that old versions of Node can read', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const direct = Object.values(scripts).filter((script) => /node (--\S+ )*\S+\.ts/.test(script));
  expect(direct).toEqual([]);
});

it('the oldest supported version of Node is that in package.json', () => {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    engines: { node: string };
  };
  const major = Number(/^>=(\d+)$/.exec(engines.node)?.[1]);
  expect(nodeFault(`${major}.0.0`)).toBe('');
  expect(nodeFault(`${major - 1}.99.0`)).not.toBe('');
});

describe.each(['src/node-fault.js', 'src/run.js', 'src/main.ts'])('the file %s', (file) => {
  const code = readFileSync(join(root, file), 'utf8').replaceAll(/\/\*[^]*?\*\/|^\/\/.*$/gm, '');

  it('has no syntax that Node 14 lacks', () => {
    expect(code).not.toMatch(/\?\?=|\|\|=|&&=|\bawait\b|\bclass\b|#\w+ *[=(]|\d_\d|\bsatisfies\b/);
  });

  it('has no import that Node 14 lacks or cannot read', () => {
    const imported = [...code.matchAll(/from '([^']+)'/g)].map(([, name]) => name);
    const known = new Set(['path', 'url', './node-fault.js']);
    expect(imported.filter((name) => !known.has(name ?? ''))).toEqual([]);
  });
});
