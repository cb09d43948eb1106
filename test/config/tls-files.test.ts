import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { tlsFaults } from '../../src/config/tls-files.ts';
import { configOf, faultsOf, upstreams } from './config-text.ts';

const cert = fileURLToPath(new URL('../support/certificate/cert.pem', import.meta.url));
const key = fileURLToPath(new URL('../support/certificate/key.pem', import.meta.url));
const otherCert = fileURLToPath(new URL('../support/certificate/other-cert.pem', import.meta.url));
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

describe('the files of a certificate and its key', () => {
  it('have no fault', () => {
    expect(tlsFaults({ cert, key })).toEqual([]);
  });

  it.each([
    [
      'not a PEM file',
      fileWith('empty.pem', ''),
      /^write a PEM file with a private key .* \(.+\)$/,
    ],
    ['a certificate', cert, /^write a PEM file with a private key/],
    [
      'locked with a passphrase',
      fileWith('locked.pem', newKey({ cipher: 'aes-256-cbc', passphrase: 'x' })),
      /^write a PEM file with a private key without a passphrase/,
    ],
    ['missing', join(folder, 'none.pem'), /^there is no such file$/],
    ['a directory', folder, /^this is a directory: write the path of a file$/],
    [
      'of another certificate',
      fileWith('other.pem', newKey()),
      /^this key does not belong to the certificate \(key (values|type) mismatch\)$/,
    ],
  ])('have a fault if the key is %s', (_, file, message) => {
    expect(tlsFaults({ cert, key: file })).toEqual([
      { key: 'key', message: expect.stringMatching(message) },
    ]);
  });

  it('have two faults if both are wrong', () => {
    expect(tlsFaults({ cert: key, key: cert }).map((fault) => fault.key)).toEqual(['cert', 'key']);
  });
});

describe('a CA file', () => {
  const other = readFileSync(otherCert, 'utf8');

  it('may hold several certificates', () => {
    const ca = fileWith('bundle.pem', `Some words.\n${readFileSync(cert, 'utf8')}\n${other}`);
    expect(tlsFaults({ ca })).toEqual([]);
  });

  it.each([
    ['no certificate', 'nothing'],
    ['a key alone', readFileSync(key, 'utf8')],
    ['a truncated certificate', other.slice(0, 300)],
    ['a truncated certificate after a complete one', other + other.replace(/MII[^-]{300}/, 'MII')],
    ['an incomplete certificate after a complete one', other + other.slice(0, 300)],
  ])('is refused with %s', (_, text) => {
    expect(tlsFaults({ ca: fileWith('ca.pem', text) })).toEqual([
      { key: 'ca', message: expect.stringMatching(/^write a PEM file with CA certificates/) },
    ]);
  });
});

function deployments(more: string): string {
  return `primary: {url: 'https://legacy.test', tls: {${more}}}\ncandidate: http://new.test\n`;
}

describe('the key tls of a deployment', () => {
  it.each([
    ['a missing file', 'ca: nowhere.pem', /: primary.tls.ca: there is no such file: \//],
    ['a certificate without its key', `cert: ${cert}`, /: primary.tls.cert: add key: FILE/],
    ['a key without its certificate', `key: ${key}`, /: primary.tls.key: add cert: FILE/],
    [
      'a name that is an address',
      'serverName: 127.0.0.1',
      /: primary.tls.serverName: write a host/,
    ],
    ['an unknown key', 'verify: false', /: primary.tls.verify: there is no such key/],
  ])('is refused with %s', (_, more, fault) => {
    expect(faultsOf(deployments(more))).toEqual([expect.stringMatching(fault)]);
  });

  it.each(['primary', 'candidate', 'secondary'])('is refused with an http URL: %s', (name) => {
    const urls = { primary: 'http://legacy.test', candidate: 'http://new.test' };
    const lines = Object.entries({ ...urls, [name]: 'http://a.test' }).map(([part, url]) =>
      part === name ? `${part}: {url: '${url}', tls: {ca: ${cert}}}` : `${part}: ${url}`,
    );
    expect(faultsOf(`${lines.join('\n')}\n`)).toEqual([
      expect.stringMatching(`: ${name}.tls: tls needs an https:// url`),
    ]);
  });

  it('has absolute paths for each deployment', () => {
    const tls = { ca: relative('.', cert), cert: relative('.', cert), key: relative('.', key) };
    const flags: Record<string, string> = {};
    for (const name of ['primary', 'candidate', 'secondary']) {
      flags[name] = `https://${name}.test`;
      for (const [part, file] of Object.entries(tls)) flags[`${name}-tls-${part}`] = file;
    }
    const { primary, candidate, secondary } = configOf('', { flags });
    const absolute = { ca: cert, cert, key };
    expect([primary.tls, candidate.tls, secondary]).toEqual([
      absolute,
      absolute,
      expect.objectContaining({ tls: absolute }),
    ]);
  });

  it('is that of primary if primary is the secondary', () => {
    const self = `secondary: {url: self, tls: {ca: ${cert}}}\n`;
    expect(faultsOf(upstreams + self)).toEqual([
      expect.stringMatching(/: secondary.tls: leave this out: self uses the settings of primary/),
    ]);
  });
});

describe('the key tls', () => {
  it('has absolute paths, in any form', () => {
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
