import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { formatFault } from '../../src/config/fault.ts';
import { loadConfig } from '../../src/config/load.ts';

/** Faults are shown on every page, and logged. */
const secret = 'kEpt7Secret9Word3';
const digits = 2718281828459;

function faultsOf(text: string): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-faults-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'parallax.yaml');
  writeFileSync(file, text);
  const { faults } = loadConfig({ file, environment: {} });
  return (faults ?? []).map((fault) => formatFault(fault).replace(`${folder}/`, ''));
}

const config = (below: string): string =>
  `primary: http://a.test\ncandidate:\n  url: http://b.test\n${below}`;

it.each([
  ['as a tag', `admin: { token: !${secret} }\n`],
  ['as an alias', `admin: { token: *${secret} }\n`],
  ['as the head of a block', `admin:\n  token: |${secret}\n`],
  ['in place of a map of headers, with its name', `  headers: 'authorization ${secret}'\n`],
  ['as a number', `  headers: { set: { x-api-key: ${digits} } }\n`],
  ['in place of a map of names', `  headers:\n    set: 'authorization ${secret}'\n`],
  ['in place of a map of parameters', `  query: 'key=${secret}'\n`],
])('a secret that the config has %s is a fault, and is not repeated', (_, below) => {
  const faults = faultsOf(config(below));
  expect(faults).not.toEqual([]);
  expect(faults.join('\n')).not.toMatch(new RegExp(`${secret}|${digits}`));
});

it('headers without keys below are a fault', () => {
  expect(faultsOf(config('  headers:\n'))).toEqual([
    'parallax.yaml:4:3: candidate.headers: has no value: write keys below it',
  ]);
});
