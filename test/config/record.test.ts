import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';

const folder = mkdtempSync(join(tmpdir(), 'parallax-record-config-'));
const key = join(folder, 'key');
writeFileSync(key, 'ab'.repeat(32));
afterAll(() => rmSync(folder, { recursive: true }));

function faultsOf(flags: Record<string, string>, role: 'run' | 'record' = 'run'): string[] {
  const both = { primary: 'http://127.0.0.1:1', candidate: 'http://127.0.0.1:2', ...flags };
  return (loadConfig({ flags: both, role }).faults ?? []).map(({ message }) => message);
}

describe('record.file', () => {
  it('may be new, a recording, or a file that ends within the first line of a recording', () => {
    const file = join(folder, 'mine');
    expect(faultsOf({ record: file })).toEqual([]);
    for (const start of ['parallax-recording 1\n{}\n', 'parallax-rec', '']) {
      writeFileSync(file, start);
      expect(faultsOf({ record: file })).toEqual([]);
    }
  });

  it.each(['notes', 'link'])('is a fault if it is another file: %s', (name) => {
    writeFileSync(join(folder, 'notes'), 'my notes');
    if (name === 'link') symlinkSync(join(folder, 'mine'), join(folder, 'link'));
    expect(faultsOf({ record: join(folder, name) })).toEqual([
      expect.stringContaining('this file exists and is not a recording'),
    ]);
  });

  it('is a fault if its name leaves no room for the suffix of a renamed file', () => {
    expect(faultsOf({ record: join(folder, 'n'.repeat(200)) })).toEqual([]);
    expect(faultsOf({ record: join(folder, 'n'.repeat(201)) })).toEqual([
      expect.stringContaining('its name is longer than 200 bytes'),
    ]);
  });

  it('is a fault if its folder does not exist', () => {
    expect(faultsOf({ record: join(folder, 'none', 'r') })).toEqual([
      expect.stringContaining('its folder is missing'),
    ]);
  });
});

describe('record.secrets: keep', () => {
  const keeping = { record: join(folder, 'mine'), 'record-secrets': 'keep' };

  it('is allowed only with an encrypted file', () => {
    expect(faultsOf(keeping)).toEqual([
      'a recording with credentials must be encrypted: add record.keyFile',
    ]);
    expect(faultsOf({ ...keeping, 'record-key-file': key })).toEqual([]);
  });

  it('is a fault with an invalid key', () => {
    const file = join(folder, 'short');
    writeFileSync(file, 'abcd');
    expect(faultsOf({ ...keeping, 'record-key-file': file })).toEqual([
      expect.stringContaining('write a key of 32 bytes as 64 hexadecimal digits'),
    ]);
  });
});

it('parallax record needs the key record', () => {
  expect(faultsOf({}, 'record')).toEqual(['is missing: write --record FILE']);
});
