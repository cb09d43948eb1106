import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstPair, otherPair, secretFolder, type SecretFolder } from '../support/tls-folder.ts';
import { command } from './command-in-process.ts';
import { parallax, serveParallax, type ServingParallax } from './parallax-program.ts';
import { connect } from 'node:tls';

/** Parallax with an admin address over TLS, as used by programs and probes. */

const certificates = new URL('../support/certificate/', import.meta.url).pathname;
const trusted = ['--ca', `${certificates}cert.pem`];
let secret: SecretFolder;
let running: ServingParallax;
let address: string;

beforeAll(async () => {
  secret = secretFolder(firstPair);
  const files = ['--admin-tls-cert', secret.cert, '--admin-tls-key', secret.key];
  running = await serveParallax(['--primary', 'http://a', '--candidate', 'http://b', ...files]);
  address = running.adminAddress;
});

afterAll(async () => {
  await running[Symbol.asyncDispose]();
  secret[Symbol.dispose]();
});

async function certificateOf(): Promise<string> {
  const port = Number(address.split(':').at(-1));
  const socket = connect({ host: '127.0.0.1', port, ca: firstPair.cert + otherPair.cert });
  await once(socket, 'secureConnect');
  const { subject } = socket.getPeerCertificate();
  socket.destroy();
  return String(subject.CN);
}

describe('an admin address that speaks TLS', () => {
  it('answers a healthcheck that trusts its authority', async () => {
    const ended = await parallax(['healthcheck', '--admin', `https://${address}`, ...trusted]);
    expect(ended).toEqual({ stdout: '', stderr: '', exitCode: 0 });
  });

  it('is not trusted by a healthcheck without its authority', async () => {
    const { stderr, exitCode } = await command(['healthcheck', '--admin', `https://${address}`]);
    expect(stderr).toMatch(
      /^parallax: .*self-signed.*: name its certificate authority with --ca FILE\n$/,
    );
    expect(exitCode).toBe(1);
  });

  it('gives its verdict to a gate that trusts its authority', async () => {
    const { stdout, exitCode } = await command(['gate', '--url', `https://${address}`, ...trusted]);
    expect([exitCode, stdout.split(' ')[0]]).toEqual([2, 'inconclusive']);
  });

  it('gives no verdict without TLS', async () => {
    expect((await command(['gate', '--url', `http://${address}`])).exitCode).toBe(3);
  });

  it('shows a new certificate after SIGHUP', async () => {
    expect(await certificateOf()).toBe('Parallax tests');
    secret.swap(otherPair);
    running.kill('SIGHUP');
    await running.logged('TLS files were reloaded');
    expect(await certificateOf()).toBe('Parallax tests, other');
  });
});

describe('a CA file without a certificate on the command line', () => {
  it.each(['healthcheck', 'gate'])('is refused by %s', async (name) => {
    const { stderr } = await command([name, '--ca', `${certificates}key.pem`]);
    expect(stderr).toContain('write a PEM file with CA certificates');
  });
});
