import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import { holdExchange, inFleet } from '../../src/hub/order/held-exchange.ts';
import { TapClock } from '../../src/hub/order/tap-clock.ts';
import { openSources } from '../../src/playback/open-sources.ts';
import { mergeSources, type ReadExchange } from '../../src/playback/merge-sources.ts';
import { Timeline } from '../../src/playback/timeline.ts';
import { createRecorderPlane } from '../../src/recorder/plane.ts';
import { openRecordingOutbox } from '../../src/transport/recording-outbox.ts';
import type { Exchange } from '../../src/vocabulary/exchange.ts';
import { laneOf, skewBetween } from '../../src/vocabulary/tap-lane.ts';
import { Tally } from '../../src/vocabulary/tally.ts';
import { exchangesFrom } from '../shadow/exchange-fixture.ts';
import { memoryLog } from '../support/memory-log.ts';
import { until } from '../support/until.ts';

const wallOffsetMs = 1_800_000_000_000;
const clockSkewMs = 7;

/** An exchange of the tap with this lane, as the hub delivers it. */
function fromTap(lane: number, sequence: number, own: Partial<Exchange> = {}): Exchange {
  const exchange = exchangesFrom(sequence)({ target: `/${lane}-${sequence}` }, own);
  const held = holdExchange(exchange, 1, lane, new TapClock({ clockSkewMs, zeroMs: 0 }));
  const times = { startedAt: exchange.startedAt, endedAt: exchange.endedAt };
  return inFleet(held, times, [], null);
}

/** Records exchanges as a hub does. @returns the file */
async function recorded(name: string, exchanges: readonly Exchange[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-fleet-recording-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, name);
  const config = configSchema.parse({
    primary: 'http://127.0.0.1:1',
    candidate: 'http://127.0.0.1:1',
    record: file,
  });
  const { record } = config;
  if (record === undefined) throw new Error('the config has no key record');
  const recorder = createRecorderPlane({
    config,
    record,
    clockSkewMs,
    instance: '0a1b2c3d',
    version: '0.1.0',
    tally: new Tally(),
    log: memoryLog().log,
  });
  const { port1, port2 } = new MessageChannel();
  recorder.onInput?.(port2);
  const recording = openRecordingOutbox(1e9, new Tally(), () => wallOffsetMs);
  recording.outbox.connect(port1);
  for (const exchange of exchanges) recording.send(exchange);
  await until(() => recording.outbox.recordsInFlight === 0);
  await recorder.onEnd?.();
  port1.close();
  return file;
}

/** The exchanges of these files as a replay delivers them. */
async function replayed(files: readonly string[], rounds = 1): Promise<readonly Exchange[]> {
  const timeline = new Timeline(wallOffsetMs);
  const placed: Exchange[] = [];
  for (let index = 0; index < rounds; index += 1) {
    const sources = await openSources(files, { key: null, origins: new Set() });
    const round = { index, of: rounds, delayMs: index * 1_000_000 };
    for await (const read of mergeSources(sources, timeline)) {
      const { recorder, exchange } = read as ReadExchange;
      placed.push(timeline.placed(recorder, exchange, round));
    }
    for (const source of sources) await source[Symbol.asyncDispose]();
  }
  return placed;
}

function targetsOf(exchanges: readonly Exchange[]): readonly (string | undefined)[] {
  return exchanges.map(({ request }) => Buffer.from(request.head).toString('latin1').split(' ')[1]);
}

describe('a recording of a hub', () => {
  it('is read and replayed with the exchanges of all taps', async () => {
    const file = await recorded('r', [fromTap(1, 1), fromTap(2, 2), fromTap(131_071, 3)]);
    expect(targetsOf(await replayed([file]))).toEqual(['/1-1', '/2-2', '/131071-3']);
  });

  it('states how far the clocks of its taps may differ', async () => {
    const file = await recorded('r', [fromTap(1, 1)]);
    const [source] = await openSources([file], { key: null, origins: new Set() });
    await using opened = source;
    expect(opened?.clockSkewMs).toBe(clockSkewMs);
  });

  it('keeps taps apart, in a lane for each, and lists open writes of other taps under their new numbers', async () => {
    const write = fromTap(3, 1);
    const read = fromTap(2, 2, { openWrites: [1] });
    const elsewhere = { ...read, openWrites: [...read.openWrites, write.sequence] };
    const file = await recorded('r', [fromTap(2, 1), write, elsewhere]);
    const [own, replayedWrite, last] = await replayed([file]);
    expect(last?.openWrites).toEqual([own?.sequence, replayedWrite?.sequence]);
    expect(laneOf(last?.connection ?? 0)).toBe(laneOf(own?.sequence ?? 0));
    const [one = 0, other = 0] = [own?.sequence, replayedWrite?.sequence];
    expect(skewBetween(one, other, clockSkewMs)).toBe(clockSkewMs);
  });

  it('shares no number with another recording, nor with its own next round', async () => {
    const files = [
      await recorded('one', [fromTap(1, 1), fromTap(2, 1), fromTap(3, 1)]),
      await recorded('other', [fromTap(1, 1), fromTap(2, 1), fromTap(3, 1)]),
    ];
    const exchanges = await replayed(files, 3);
    expect(new Set(exchanges.map(({ sequence }) => sequence)).size).toBe(18);
    expect(new Set(exchanges.map(({ sequence }) => laneOf(sequence))).size).toBe(18);
  });
});
