/** A mirror that exists serves the clients, and Parallax compares the copies that it gets. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type RunningConduit, serve } from '../../example/conduit/serve.ts';
import { direct, repository } from '../example/conduit-under-test.ts';
import {
  haproxyProgram,
  nginxProgram,
  startHaproxyMirror,
  startNginxMirror,
} from './out-of-path/mirrors.ts';
import { type ParallaxBetween, startParallaxBetween } from './parallax-between.ts';

const reads = [
  '/api/virtual-keys',
  '/api/request-logs',
  '/api/costs/summary',
  '/api/virtual-keys?limit=1',
];
const chats = 4;
const rounds = 4;
/** The key that clients create, and what they do with it. */
const writes = 1 + chats;

/** Two deployments with one database, as behind a candidate of production. */
async function startDeployments(candidate: typeof direct): Promise<readonly [string, string]> {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-conduit-'));
  const database = join(folder, 'conduit.sqlite');
  const started: RunningConduit[] = [];
  for (const flavour of [direct, candidate]) {
    const options = { port: 0, database, seed: 'mirrored', ids: 'uuid' } as const;
    started.push(await serve({ ...options, flavour }));
  }
  onTestFinished(async () => {
    for (const { close } of started) await close();
    rmSync(folder, { recursive: true });
  });
  const [primary, other] = started.map(({ url }) => url);
  return [primary ?? '', other ?? ''];
}

interface Client {
  readonly statuses: ReadonlySet<number>;
  readonly logs: string;
}

/** A client of the proxy: writes first, then reads. */
async function useApi(url: string): Promise<Client> {
  const statuses = new Set<number>();
  const ask = async (path: string, body?: object, key?: string): Promise<string> => {
    const answer = await fetch(url + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        'content-type': 'application/json',
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    statuses.add(answer.status);
    return answer.text();
  };
  const created = await ask('/api/virtual-keys', { team: 'search', keyName: 'mirrored' });
  const { virtualKey } = JSON.parse(created) as { virtualKey: string };
  for (let i = 0; i < chats; i += 1) {
    const messages = [{ role: 'user', content: `What is ${i}?` }];
    await ask('/v1/chat/completions', { model: 'aurora-small', messages }, virtualKey);
  }
  let logs = '';
  for (let round = 0; round < rounds; round += 1) {
    for (const path of reads) {
      const text = await ask(path);
      if (path === '/api/request-logs') logs = text;
    }
  }
  return { statuses, logs };
}

const hostPort = (url: string): string => new URL(url).host;

async function startOutOfPath(primary: string, candidate: string): Promise<ParallaxBetween> {
  const parallax = await startParallaxBetween(primary, candidate, {
    candidate,
    mirror: { methods: 'safe' },
    outOfPath: true,
  });
  onTestFinished(() => parallax[Symbol.asyncDispose]());
  return parallax;
}

const exchanges = writes + rounds * reads.length;

/** A client through a mirror, with Parallax behind it. */
async function compareBehind(
  startMirror: typeof startNginxMirror,
  candidateFlavour: typeof direct,
): Promise<Client & { readonly parallax: ParallaxBetween }> {
  const [primary, candidate] = await startDeployments(candidateFlavour);
  const parallax = await startOutOfPath(primary, candidate);
  await using mirror = await startMirror({
    primary: hostPort(primary),
    parallax: hostPort(parallax.url),
  });
  return { ...(await useApi(mirror.url)), parallax };
}

it.skipIf(nginxProgram === null)(
  'behind the mirror of nginx, Parallax finds the losses of a candidate, and clients get the answers of primary',
  async () => {
    const { statuses, logs, parallax } = await compareBehind(
      startNginxMirror,
      repository('missing-log-field'),
    );
    expect([...statuses].every((status) => status < 300)).toBe(true);
    expect(logs).toContain('finishReason');
    expect(await parallax.outcomes(exchanges)).toEqual({
      match: exchanges - writes - rounds,
      mismatch: rounds,
      skipped: writes,
    });
    const found = await parallax.examples('mismatch');
    expect(new Set(found.map(({ route }) => route))).toEqual(new Set(['GET /api/request-logs']));
    const left = await parallax.examples('skipped');
    expect(new Set(left.map(({ reason }) => reason))).toEqual(new Set(['unsafe_method']));
  },
  60_000,
);

it.skipIf(haproxyProgram === null)(
  'behind the mirror of HAProxy, a healthy candidate has no mismatch',
  async () => {
    const { parallax } = await compareBehind(startHaproxyMirror, repository());
    const outcomes = await parallax.outcomes(exchanges);
    expect(outcomes).toEqual({ match: exchanges - writes, skipped: writes });
  },
  60_000,
);
