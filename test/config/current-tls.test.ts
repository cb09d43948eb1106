import { rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type CurrentTls, openCurrentTls } from '../../src/config/current-tls.ts';
import { memoryLog } from '../support/memory-log.ts';
import { firstPair, otherPair, secretFolder, type SecretFolder } from '../support/tls-folder.ts';
import { until } from '../support/until.ts';

const nonsense = { cert: 'no certificate', key: 'no key' };

function opened(): { secret: SecretFolder; current: CurrentTls; lines: Record<string, unknown>[] } {
  const secret = secretFolder(firstPair);
  const { log, lines } = memoryLog();
  const files = { cert: secret.cert, key: secret.key };
  const current = openCurrentTls({ part: 'listen', files, log });
  onTestFinished(() => {
    current.close();
    secret[Symbol.dispose]();
  });
  return { secret, current, lines };
}

function certOf({ contents }: CurrentTls): string {
  return String(contents.cert);
}

describe('TLS files that change', () => {
  it('are reloaded if a symbolic link above them changes', async () => {
    const { secret, current } = opened();
    secret.swap(otherPair);
    await until(() => certOf(current) === otherPair.cert);
    expect(String(current.contents.key)).toBe(otherPair.key);
  });

  it('are reloaded if they are overwritten in place', async () => {
    const { secret, current } = opened();
    writeFileSync(secret.cert, otherPair.cert);
    writeFileSync(secret.key, otherPair.key);
    await until(() => certOf(current) === otherPair.cert);
  });

  it('are used in one new context', () => {
    const { secret, current } = opened();
    const { context } = current;
    current.reread();
    expect(current.context).toBe(context);
    secret.swap(otherPair);
    current.reread();
    expect(current.context).not.toBe(context);
  });
});

describe('invalid new TLS files', () => {
  it('leave the previous ones in use, and are reported', async () => {
    const { secret, current, lines } = opened();
    secret.swap(nonsense);
    await until(() => current.isRefused);
    expect(certOf(current)).toBe(firstPair.cert);
    expect(lines).toContainEqual(
      expect.objectContaining({
        part: 'listen',
        msg: 'the new TLS files cannot be used; the previous ones stay in use',
      }),
    );
  });

  it.each([
    ['have a key of another certificate', { cert: otherPair.cert, key: firstPair.key }],
    ['are empty', { cert: '', key: '' }],
  ])('are refused if they %s', (_, pair) => {
    const { secret, current } = opened();
    secret.swap(pair);
    current.reread();
    expect([current.isRefused, certOf(current)]).toEqual([true, firstPair.cert]);
  });

  it('are refused if they are missing', () => {
    const { secret, current } = opened();
    rmSync(secret.key);
    current.reread();
    expect([current.isRefused, certOf(current)]).toEqual([true, firstPair.cert]);
  });

  it('are replaced by the next valid files', async () => {
    const { secret, current } = opened();
    secret.swap(nonsense);
    await until(() => current.isRefused);
    secret.swap(otherPair);
    await until(() => !current.isRefused);
    expect(certOf(current)).toBe(otherPair.cert);
  });

  it('prevent the start of Parallax', () => {
    using secret = secretFolder(nonsense);
    const { log } = memoryLog();
    const open = () => openCurrentTls({ part: 'admin', files: { cert: secret.cert }, log });
    expect(open).toThrow('the TLS files of admin: cert: write a PEM file with a certificate');
  });
});
