import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, truncateSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import { openSources } from '../../src/playback/open-sources.ts';
import { Playback, type PlaybackPlan } from '../../src/playback/playback.ts';
import { openInbox } from '../../src/transport/inbox.ts';
import type { Exchange } from '../../src/vocabulary/exchange.ts';
import { exchangeShape } from '../../src/vocabulary/exchange-shape.ts';
import { Tally } from '../../src/vocabulary/tally.ts';
import { exchangesFrom } from '../shadow/exchange-fixture.ts';
import { type RecordingOptions, writeRecording } from '../support/write-recording.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-playback-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const startMs = 1_800_000_000_000;

/** An exchange of a recorder whose clock began at 0. */
function exchange(sequence: number, target: string, startedAt: number, endedAt: number): Exchange {
  return {
    ...exchangesFrom(sequence)({ method: 'GET', target }),
    sequence,
    wallClockMs: startMs + startedAt,
    startedAt,
    endedAt,
  };
}

function file(
  name: string,
  exchanges: readonly Exchange[],
  options: RecordingOptions = {},
): string {
  const path = join(folder, name);
  writeRecording(path, exchanges, { wallOffsetMs: startMs, startedAtMs: startMs, ...options });
  return path;
}

interface Delivered {
  readonly playback: Playback;
  readonly tally: Tally;
  readonly exchanges: readonly Exchange[];
  /** The target of each exchange. */
  readonly targets: readonly string[];
}

async function play(
  paths: readonly string[],
  plan: Partial<PlaybackPlan> = {},
): Promise<Delivered> {
  const config = configSchema.parse({
    primary: 'http://recorded.invalid',
    candidate: 'http://127.0.0.1:9',
    mirror: { concurrency: 1 },
  });
  const tally = new Tally();
  const playback = new Playback({
    config,
    tally,
    waitingAside: () => 0,
    plan: {
      open: () => openSources(paths, { key: null, origins: new Set() }),
      startedAtMs: startMs,
      routes: [],
      sinceMs: Number.NEGATIVE_INFINITY,
      untilMs: Number.POSITIVE_INFINITY,
      speed: 0,
      times: 1,
      ...plan,
    },
  });
  const { port1, port2 } = new MessageChannel();
  const exchanges: Exchange[] = [];
  openInbox(port2, exchangeShape, (delivery) => {
    const { record, release } = delivery.detach();
    exchanges.push(record);
    release();
  });
  playback.onOutput(port1);
  await playback.play();
  await expect.poll(() => exchanges.length).toBe(playback.played.delivered);
  port1.close();
  const targets = exchanges.map(
    ({ request }) => Buffer.from(request.head).toString('latin1').split(' ')[1] ?? '',
  );
  return { playback, tally, exchanges, targets };
}

describe('a replay of recordings', () => {
  it('delivers exchanges in the order of their ends, across files', async () => {
    const one = file('one', [exchange(1, '/a', 0, 10), exchange(2, '/c', 5, 30)]);
    const other = file('other', [exchange(1, '/b', 2, 20), exchange(2, '/d', 3, 40)], {
      instance: 'ffffffff',
    });
    const { targets, exchanges } = await play([other, one]);
    expect(targets).toEqual(['/a', '/b', '/c', '/d']);
    expect(new Set(exchanges.map(({ sequence }) => sequence)).size).toBe(4);
  });

  it('uses one clock for all starts of recorders', async () => {
    const one = file('early', [exchange(1, '/a', 500, 510)]);
    const later = [{ ...exchange(1, '/b', 3, 7), wallClockMs: startMs + 1_003 }];
    const other = file('late', later, { instance: 'ffffffff', wallOffsetMs: startMs + 1_000 });
    const { exchanges } = await play([one, other]);
    const [a, b] = exchanges;
    expect((b?.startedAt ?? 0) - (a?.startedAt ?? 0)).toBe(503);
    expect((b?.endedAt ?? 0) - (b?.startedAt ?? 0)).toBe(4);
  });

  it('keeps the order of a recorder whose wall clock was set back between two files', async () => {
    const setBackMs = 3_600_000;
    const before = file('before', [exchange(1, '/created', 5_000, 5_010)]);
    const after = [exchange(2, '/read', 6_000, 6_010), exchange(3, '/deleted', 7_000, 7_010)];
    const wallOffsetMs = startMs - setBackMs;
    const path = file('after', after, { wallOffsetMs, startedAtMs: wallOffsetMs + 5_900 });
    const { targets, exchanges } = await play([path, before]);
    expect(targets).toEqual(['/created', '/read', '/deleted']);
    const [first = 0, ...others] = exchanges.map(({ startedAt }) => startedAt);
    expect(others.map((one) => one - first)).toEqual([1_000, 2_000]);
  });

  it('lists open writes under their new numbers', async () => {
    const first = file('first', [exchange(1, '/x', 0, 1)]);
    const write = exchange(2, '/write', 4, 20);
    const read = { ...exchange(3, '/read', 5, 10), openWrites: [2] };
    const second = file('second', [read, write], { instance: 'ffffffff' });
    const { exchanges, targets } = await play([first, second]);
    expect(targets).toEqual(['/x', '/read', '/write']);
    expect(exchanges[1]?.openWrites).toEqual([exchanges[2]?.sequence]);
  });

  it('may repeat all, later and with other numbers each time', async () => {
    const path = file('again', [exchange(1, '/a', 0, 10), exchange(2, '/b', 0, 20)]);
    const { targets, exchanges } = await play([path], { times: 3 });
    expect(targets).toEqual(['/a', '/b', '/a', '/b', '/a', '/b']);
    expect(new Set(exchanges.map(({ sequence }) => sequence)).size).toBe(6);
    const ends = exchanges.map(({ endedAt }) => endedAt);
    expect(ends).toEqual(ends.toSorted((a, b) => a - b));
  });

  it('has the recorded pace, or a multiple of it', async () => {
    const path = file('slow', [exchange(1, '/a', 0, 10), exchange(2, '/b', 0, 1_010)]);
    const begun = performance.now();
    await play([path], { speed: 5 });
    const tookMs = performance.now() - begun;
    expect(tookMs).toBeGreaterThan(195);
  });

  it('may be limited to selected routes', async () => {
    const path = file('routes', [exchange(1, '/orders/7', 0, 1), exchange(2, '/users/7?a', 0, 2)]);
    const { targets, playback } = await play([path], { routes: ['GET /users/{id}'] });
    expect(targets).toEqual(['/users/7?a']);
    expect(playback.played.notSelected).toBe(1);
  });

  it('may be limited to a selected time', async () => {
    const path = file('time', [
      exchange(1, '/a', 0, 1),
      exchange(2, '/b', 50, 60),
      exchange(3, '/c', 90, 95),
    ]);
    const { targets } = await play([path], { sinceMs: startMs + 50, untilMs: startMs + 90 });
    expect(targets).toEqual(['/b']);
  });

  it('stops at an unreadable part, and names it', async () => {
    const many = Array.from({ length: 120 }, (_, at) => exchange(at + 1, '/a', at, at + 1));
    const path = file('cut', many);
    truncateSync(path, statSync(path).size - 5);
    const { playback } = await play([path]);
    expect(playback.played.delivered).toBe(100);
    expect(playback.played.firstFaults.map(({ words }) => words)).toEqual([
      'the file ends within a frame',
    ]);
    expect(playback.played.mayMissMore).toBe(false);
  });

  it.each([
    ['is empty', ''],
    ['ends within its header', 'parallax-recording 1\n{"ver'],
  ])('continues with other files if one %s, and names it', async (_, text) => {
    const plain = file('whole', [exchange(1, '/a', 1, 2)]);
    const torn = join(folder, 'torn-header');
    writeFileSync(torn, text);
    const { playback, targets } = await play([torn, plain]);
    expect(targets).toEqual(['/a']);
    expect(playback.played.firstFaults).toMatchObject([
      { path: torn, place: 'byte 0', words: 'the file ends before its header does' },
    ]);
    expect(playback.played.mayMissMore).toBe(false);
  });

  it('continues with other files if one has another key, with an unknown loss', async () => {
    const plain = file('beside', [exchange(1, '/a', 1, 2)]);
    const sealed = file('sealed', [exchange(1, '/b', 3, 4)], { key: randomBytes(32) });
    const open = () => openSources([plain, sealed], { key: randomBytes(32), origins: new Set() });
    const { playback, targets, tally } = await play([plain, sealed], { open });
    expect(targets).toEqual(['/a']);
    expect(playback.played.mayMissMore).toBe(true);
    expect(tally.report().shed).toEqual({ unreadable: 1 });
  });
});
