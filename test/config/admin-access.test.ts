import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { configFlags } from '../../src/config/flags.ts';
import { configOf, faultsOf, upstreams } from './config-text.ts';

const folder = mkdtempSync(join(tmpdir(), 'parallax-token-'));
const token = 'a-token-that-nobody-guesses';
const tokenWords =
  'write a token of at least 16 letters, digits and -._~+/ (openssl rand -hex 32 makes one)';

afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe('the admin token', () => {
  it('comes from the environment', () => {
    const text = `${upstreams}admin:\n  token: \${PARALLAX_ADMIN_TOKEN}\n`;
    const { admin } = configOf(text, { environment: { PARALLAX_ADMIN_TOKEN: token } });
    expect(admin.token).toBe(token);
  });

  it('is not a flag, because other users can see a command line', () => {
    const names = configFlags.map(({ name }) => name);
    expect(names).toContain('admin-token-file');
    expect(names).not.toContain('admin-token');
  });

  it.each(['short', 'with spaces in between', 'fünfzehn-zeichen-und-mehr', '12345678901234567890'])(
    'is not repeated if it is invalid: %s',
    (text) => {
      const isNumber = /^\d+$/.test(text);
      expect(faultsOf(`${upstreams}admin:\n  token: ${text}\n`)).toEqual([
        `file:4:10: admin.token: ${isNumber ? 'write a text' : tokenWords}`,
      ]);
    },
  );

  it('is a fault if the environment variable is empty, unlike a missing token', () => {
    const text = `${upstreams}admin: {token: "\${PARALLAX_ADMIN_TOKEN:-}"}\n`;
    expect(faultsOf(text)).toEqual([`file:3:16: admin.token: ${tokenWords}`]);
  });
});

describe('the file of the admin token', () => {
  it('has an absolute path, relative to the working directory as a flag', () => {
    const tokenFile = fileWith('good', `${token}\n`);
    const { admin } = configOf(upstreams, { flags: { 'admin-token-file': tokenFile } });
    expect(admin).toMatchObject({ tokenFile, listen: { port: 9900 } });
  });

  it.each([
    ['is missing', join(folder, 'none'), 'there is no such file'],
    ['is a directory', folder, 'this is a directory: write the path of a file'],
    ['is empty', fileWith('empty', '\n'), tokenWords],
    ['has a short token', fileWith('short', 'sesame'), tokenWords],
  ])('is a fault if it %s', (_, file, words) => {
    expect(faultsOf(`${upstreams}admin:\n  tokenFile: ${file}\n`)).toEqual([
      `file:4:14: admin.tokenFile: ${words}: ${file}`,
    ]);
  });

  it('is a fault beside a token', () => {
    const file = fileWith('beside', token);
    const text = `${upstreams}admin:\n  token: ${token}\n  tokenFile: ${file}\n`;
    expect(faultsOf(text)).toEqual([
      'file:5:14: admin.tokenFile: leave out either this or admin.token: there is one token',
    ]);
  });
});

describe('admin.readsNeedToken', () => {
  it('is a fault without a token', () => {
    expect(faultsOf(`${upstreams}admin:\n  readsNeedToken: true\n`)).toEqual([
      'file:4:19: admin.readsNeedToken: without admin.token or admin.tokenFile nobody can read',
    ]);
  });
});
