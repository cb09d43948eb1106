import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configOf, faultsOf, upstreams } from './config-text.ts';

const primary = 'primary: http://legacy.test\n';
const database = 'store: postgres://parallax@db.test/parallax\n';

/** Faults in the config of a tap with these lines under `fleet`. */
function fleetFaultsOf(...lines: readonly string[]): readonly string[] {
  const text = lines.map((line) => `  ${line}\n`).join('');
  return faultsOf(`${primary}fleet:\n${text}`, { role: 'tap' });
}

describe('the key fleet', () => {
  it('needs only the URL of NATS, and has defaults for the other keys', () => {
    expect(configOf(`${upstreams}fleet: {nats: nats://nats.test}`).fleet).toEqual({
      nats: { url: ['nats://nats.test:4222'] },
      name: 'default',
      clockSkewMs: 10,
      reorderMs: 250,
      streamBytesMax: 1024 ** 3,
    });
  });

  it('accepts several servers', () => {
    const { fleet } = configOf(`${upstreams}fleet: {nats: [tls://a.test:4443, tls://b.test]}`);
    expect(fleet?.nats.url).toEqual(['tls://a.test:4443', 'tls://b.test:4222']);
  });

  it('refuses a user in a URL, without repeating it', () => {
    const [fault] = fleetFaultsOf('nats: nats://me:secret-word@nats.test');
    expect(fault).toContain('belongs in user, passwordFile or tokenFile');
    expect(fault).not.toContain('secret-word');
  });

  it.each([
    [['nats: http://nats.test'], 'write nats://HOST:PORT or tls://HOST:PORT'],
    [['nats: nats://a.test', 'partitions: 4'], 'remove this, or add partitionBy: HEADER'],
    [['nats: nats://a.test', 'partitionBy: x y'], 'write the name of a request header'],
    [['nats: nats://a.test', 'name: a.b'], 'write at most 64 letters, digits, - and _'],
    [['nats: {url: nats://a.test, user: me}'], 'add passwordFile: FILE'],
    [['nats: {url: nats://a.test, tokenFile: no-such}'], 'there is no such file'],
  ])('refuses %j', (lines, words) => {
    expect(fleetFaultsOf(...lines)).toEqual([expect.stringContaining(words)]);
  });

  it('refuses an empty file for a secret', () => {
    const folder = mkdtempSync(join(tmpdir(), 'parallax-fleet-'));
    const file = join(folder, 'token');
    writeFileSync(file, '\n');
    const text = `${primary}fleet: {nats: {url: "nats://a.test", tokenFile: ${file}}}`;
    expect(faultsOf(text, { role: 'tap' })).toEqual([
      expect.stringContaining('fleet.nats.tokenFile: the file is empty'),
    ]);
    rmSync(folder, { recursive: true });
  });
});

describe('the required keys of a command', () => {
  it('include fleet for a tap, and no candidate', () => {
    expect(faultsOf(primary, { role: 'tap' })).toEqual([
      expect.stringContaining('fleet: is missing: a tap needs fleet'),
    ]);
    const text = `${primary}mirror: {methods: all}\nfleet: {nats: nats://a.test}`;
    expect(faultsOf(text, { role: 'tap' })).toEqual([]);
  });

  it('include fleet and a database for a hub', () => {
    expect(faultsOf(`${upstreams}store: parallax.db\n`, { role: 'hub' })).toEqual([
      expect.stringContaining('fleet: is missing: a hub needs fleet'),
      expect.stringContaining('a hub needs store: postgres://'),
    ]);
    const text = `${upstreams}${database}fleet: {nats: nats://a.test}`;
    expect(faultsOf(text, { role: 'hub' })).toEqual([]);
  });

  it('include neither fleet nor a database for run', () => {
    expect(faultsOf(upstreams, { role: 'run' })).toEqual([]);
  });

  it('do not include the files of the candidate for a tap', () => {
    const candidate = 'candidate: {url: "https://new.test", tls: {ca: no-such.pem}}\n';
    const text = `${primary}${candidate}fleet: {nats: nats://a.test}`;
    expect([faultsOf(text, { role: 'tap' }).length, faultsOf(text).length]).toEqual([0, 1]);
  });
});
