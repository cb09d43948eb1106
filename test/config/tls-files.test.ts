import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { tlsFaults } from '../../src/config/tls-files.ts';
import { configOf, faultsOf, upstreams } from './config-text.ts';

const cert = fileURLToPath(new URL('../support/certificate/cert.pem', import.meta.url));
const key = fileURLToPath(new URL('../support/certificate/key.pem', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'parallax-tls-'));

afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

function newKey(cipher?: { readonly cipher: string; readonly passphrase: string }): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return privateKey.export({ type: 'pkcs8', format: 'pem', ...cipher });
}

describe('a certificate and its key', () => {
  it('have no fault', () => {
    expect(tlsFaults({ cert, key })).toEqual([]);
  });

  it.each([
    ['no PEM file', fileWith('empty.pem', ''), /^write a PEM file with a private key .* \(.+\)$/],
    ['a certificate', cert, /^write a PEM file with a private key/],
    [
      'locked with a passphrase',
      fileWith('locked.pem', newKey({ cipher: 'aes-256-cbc', passphrase: 'x' })),
      /^write a PEM file with a private key without a passphrase/,
    ],
    ['missing', join(folder, 'none.pem'), /^there is no such file$/],
    ['a directory', folder, /^this is a directory: name a file$/],
    [
      'of another certificate',
      fileWith('other.pem', newKey()),
      /^this key does not belong to the certificate \(key (values|type) mismatch\)$/,
    ],
  ])('have a fault where the key is %s', (_, file, message) => {
    expect(tlsFaults({ cert, key: file })).toEqual([
      { key: 'key', message: expect.stringMatching(message) },
    ]);
  });

  it('have a fault each where both are wrong', () => {
    expect(tlsFaults({ cert: key, key: cert }).map((fault) => fault.key)).toEqual(['cert', 'key']);
  });
});

describe('tls in the config', () => {
  it('has absolute paths, whatever it is written as', () => {
    const flags = { 'tls-cert': relative('.', cert), 'tls-key': key };
    expect(configOf(upstreams, { flags }).tls).toEqual({ cert, key });
  });

  it('does not show a path that comes from the environment', () => {
    const text = `tls:\n  key: ${key}\n`.concat('  cert: ${CERT}\n');
    expect(faultsOf(upstreams + text, { environment: { CERT: '/nowhere/sesame' } })).toEqual([
      'file:5:9: tls.cert: there is no such file (it comes from ${CERT})',
    ]);
  });
});
