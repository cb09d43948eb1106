import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatFault } from '../../src/config/fault.ts';
import { loadConfig } from '../../src/config/load.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-store-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function load(
  store: string,
  { environment = {}, flags = {} }: { environment?: object; flags?: Record<string, string> } = {},
) {
  const file = join(folder, 'parallax.yaml');
  writeFileSync(file, `primary: http://legacy.test\ncandidate: http://candidate.test\n${store}\n`);
  const loaded = loadConfig({ file, flags, environment: environment as Record<string, string> });
  const faults = (loaded.faults ?? []).map(formatFault).map((fault) => fault.replace(file, 'f'));
  const shown = (loaded.settings ?? [])
    .filter(({ path }) => path.startsWith('store'))
    .map(({ path, value, origin }) => `${path}=${value} (${origin})`);
  return { store: loaded.config?.store, faults, shown };
}

describe('the store of a config', () => {
  it('may be a SQLite file, relative to the config', () => {
    const { store, shown } = load('store: parallax.db');
    expect(store).toEqual({ kind: 'sqlite', path: join(folder, 'parallax.db') });
    expect(shown).toEqual([`store.path=${join(folder, 'parallax.db')} (parallax.yaml:3)`]);
  });

  it('may be a PostgreSQL database, in short form', () => {
    const { store, shown } = load('store: postgres://jo@db.test:5433/parallax');
    expect(store).toEqual({ kind: 'postgres', url: 'postgres://jo@db.test:5433/parallax' });
    expect(shown).toEqual(['store.url=postgres://jo@db.test:5433/parallax (parallax.yaml:3)']);
  });

  it('may have a password from a file, and TLS', () => {
    writeFileSync(join(folder, 'password'), 's3cret\n');
    const text = 'store: {url: "postgres://jo@db.test/parallax", passwordFile: password, tls: {}}';
    expect(load(text).store).toEqual({
      kind: 'postgres',
      url: 'postgres://jo@db.test/parallax',
      passwordFile: join(folder, 'password'),
      tls: {},
    });
  });

  it('may have a password from the environment, which is never shown', () => {
    const environment = { URL: 'postgres://jo:s3%3Acret@db.test/parallax' };
    const { store, shown } = load('store: ${URL}', { environment });
    expect(store).toMatchObject({ url: 'postgres://jo@db.test/parallax', password: 's3:cret' });
    expect(shown).toEqual([
      'store.url=postgres://jo@db.test/parallax (parallax.yaml:3 from $URL)',
      'store.password=‹hidden› (parallax.yaml:3 from $URL)',
    ]);
  });

  it.each([
    ['store: postgres://jo:s3cret@db.test/parallax', 'f:3:8: store.path'],
    ['store: {url: "postgres://jo:s3cret@db.test/parallax"}', 'f:3:14: store.url'],
  ])('may not have a password in the URL: %s', (text, place) => {
    expect(load(text).faults).toEqual([
      `${place}: write the password as \${VARIABLE}, or use passwordFile: others can read a config file and a command line`,
    ]);
  });

  it('may not have a password on the command line', () => {
    const flags = { store: 'postgres://jo:s3cret@db.test/parallax' };
    expect(load('', { flags }).faults).toEqual([
      '--store: write the password as ${VARIABLE}, or use passwordFile: others can read a config file and a command line',
    ]);
  });

  it('may be set on the command line', () => {
    const flags = { store: 'postgres://jo@db.test/parallax' };
    const { store, shown } = load('store: other.db', { flags });
    expect(store).toEqual({ kind: 'postgres', url: 'postgres://jo@db.test/parallax' });
    expect(shown).toEqual(['store.url=postgres://jo@db.test/parallax (--store)']);
  });

  it.each([
    'postgres://db.test/parallax',
    'postgres://jo@db.test',
    'postgres://jo@db.test/parallax?sslmode=require',
    'postgres://jo@db.test:port/parallax',
  ])('is refused with an invalid URL: %s', (url) => {
    const { faults } = load(`store: "${url}"`);
    expect(faults).toEqual([
      'f:3:8: store.path: write postgres://USER@HOST:PORT/DATABASE; TLS settings belong in tls, and a password in passwordFile',
    ]);
  });

  it('is refused with unreadable files', () => {
    const text = 'store: {url: "postgres://jo@db.test/p", passwordFile: none, tls: {ca: none.pem}}';
    expect(load(text).faults).toEqual([
      `f:3:55: store.passwordFile: there is no such file: ${join(folder, 'none')}`,
      `f:3:71: store.tls.ca: there is no such file: ${join(folder, 'none.pem')}`,
    ]);
  });

  it('is either a file or a database', () => {
    const { faults } = load('store: {path: a.db, url: "postgres://jo@db.test/p"}');
    expect(faults).toEqual([
      'f:3:26: store.url: leave out either this or store.path: there is one store',
    ]);
  });
});
