import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { command } from './command-in-process.ts';
import { parallax } from './parallax-program.ts';

const config = `
routes:
  - match: POST /graphql
    by: graphql
    compare: { ignore: [$.a] }
  - match: POST /graphql GetUser
    compare: { ignore: [$.b] }
`;

/** Explains two bodies that differ in three members; the paths that are differences. */
async function differencesOn(route: string, run: typeof parallax) {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-explain-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const bodies = [file('a', '{"a":1,"b":1,"c":1}'), file('b', '{"a":2,"b":2,"c":2}')];
  const options = ['--config', file('parallax.yaml', config), '--route', route];
  const { stdout, exitCode } = await run(['explain', ...bodies, ...options]);
  const [differences = ''] = stdout.split('\n\n');
  return { paths: differences.match(/\$\.\w/g), exitCode };
}

it.each([
  ['POST /graphql GetUser', ['$.c'], parallax],
  ['POST /graphql Other', ['$.b', '$.c'], command],
  ['POST /graphql', ['$.b', '$.c'], command],
])('parallax explain follows the rules of %s', async (route, paths, run) => {
  expect(await differencesOn(route, run)).toEqual({ paths, exitCode: 1 });
});
