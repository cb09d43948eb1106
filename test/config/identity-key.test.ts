import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readIdentityKey } from '../../src/config/identity-key.ts';
import { configOf, faultsOf, upstreams } from './config-text.ts';

const folder = mkdtempSync(join(tmpdir(), 'parallax-key-'));
const keyWords =
  'write a key of 32 bytes as 64 hexadecimal digits (openssl rand -hex 32 makes one)';

afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

function keyedBy(file: string): string {
  return `${upstreams}identities: {store: {keyFile: ${file}}}\n`;
}

describe('the key file of identities', () => {
  it('has 32 bytes as OpenSSL prints them, with a line break', () => {
    const { value: key } = readIdentityKey(fileWith('good', `${'0a'.repeat(32)}\n`));
    expect(key).toEqual(Buffer.alloc(32, 10));
  });

  it('may be given in the config', () => {
    const keyFile = fileWith('named', 'ff'.repeat(32));
    expect(configOf(keyedBy(keyFile)).identities.store).toEqual({ keyFile });
  });

  it.each([
    ['is missing', join(folder, 'none'), 'there is no such file'],
    ['is empty', fileWith('empty', '\n'), keyWords],
    ['has a short key', fileWith('short', 'ff'.repeat(16)), keyWords],
    [
      'has other characters',
      fileWith('words', 'correct horse battery staple '.repeat(3)),
      keyWords,
    ],
  ])('is a fault with its position if it %s, and its content is not repeated', (_, file, words) => {
    expect(faultsOf(keyedBy(file))).toEqual([
      `file:3:31: identities.store.keyFile: ${words}: ${file}`,
    ]);
  });
});
