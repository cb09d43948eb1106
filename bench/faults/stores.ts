import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SmallDisk, mountSmallDisk } from '../../test/support/small-disk.ts';
import { serveParallax } from '../../test/cli/parallax-program.ts';
import { type Counts, readCounts, settledCounts, wordsOf } from './counts.ts';
import { startPlaying } from './faulty-server.ts';
import { portOf, restartsOf } from './under-test.ts';
import { askKeptAlive } from './kept-alive-clients.ts';
import { countWords, type Row } from './row.ts';

interface StoreFault {
  readonly name: string;
  /** Before Parallax starts. */
  readonly before?: (folder: string) => void;
  /** After half of the requests. */
  readonly meanwhile?: (folder: string) => void;
  /** The expected `parallax_store_up` in the end. */
  readonly storeUp: 0 | 1;
  readonly disk?: SmallDisk;
}

const garbage = Buffer.from('this is no database '.repeat(2_000));

function overwriteAll(folder: string): void {
  for (const file of readdirSync(folder)) writeFileSync(join(folder, file), garbage);
}

/** Faults of the disk with evidence and exchanges. */
export async function withFaultyStores(requests: number): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const faults: StoreFault[] = [
    {
      name: 'the store is corrupt at the start',
      before: (folder) => writeFileSync(join(folder, 'parallax.db'), garbage),
      storeUp: 1,
    },
    { name: 'the files of the store are overwritten', meanwhile: overwriteAll, storeUp: 1 },
    {
      name: 'the files of the store are deleted',
      meanwhile: (folder) => {
        for (const file of readdirSync(folder)) rmSync(join(folder, file));
      },
      storeUp: 1,
    },
  ];
  for (const fault of faults) rows.push(await withFaultyStore(fault, requests));
  using disk = mountSmallDisk();
  if (disk === null) return rows;
  const full = {
    name: 'the disk is full',
    meanwhile: () => disk.fill(),
    storeUp: 0,
    disk,
  } as const;
  rows.push(await withFaultyStore(full, requests));
  return rows;
}

async function withFaultyStore(fault: StoreFault, requests: number): Promise<Row> {
  const folder = fault.disk?.folder ?? mkdtempSync(join(tmpdir(), 'parallax-faults-'));
  try {
    return await measure(fault, folder, requests);
  } finally {
    if (fault.disk === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(fault: StoreFault, folder: string, requests: number): Promise<Row> {
  fault.before?.(folder);
  await using upstream = await startPlaying();
  await using parallax = await serveParallax([
    `--primary=${upstream.url}`,
    `--candidate=${upstream.url}`,
    `--store=${join(folder, 'parallax.db')}`,
  ]);
  const port = portOf(parallax.listenAddress);
  const half = Math.ceil(requests / 2);
  const ask = (from: number, to: number): ReturnType<typeof askKeptAlive> =>
    askKeptAlive({ port, clients: 10, pathOf: (n) => (from + n > to ? null : `/n/${from + n}`) });
  const first = await ask(0, half);
  fault.meanwhile?.(folder);
  const second = await ask(half, requests);
  const counts = await settledCounts(parallax.adminAddress, requests);
  const settled = await storeIs(parallax.adminAddress, fault.storeUp);
  const equal = first.equal + second.equal;
  const { match = 0 } = counts.outcomes;
  return {
    fault: fault.name,
    requests,
    clients: countWords({ equal, other: requests - equal }),
    counted: `${wordsOf(counts)}; store ${settled.storeUp === 1 ? 'up' : 'down'}`,
    residentBytes: settled.residentBytes,
    losses: equal === requests ? [] : [`${requests - equal} answers were not equal`],
    faultsOfParallax: [
      ...(match === requests ? [] : [`${match} exchanges match`]),
      ...(settled.storeUp === fault.storeUp ? [] : [`the store is ${settled.storeUp}`]),
      ...restartsOf(settled),
    ],
  };
}

const storeSettlesMsMax = 15_000;

/** Waits until the store has this state, for longer than one save, which comes each second. */
async function storeIs(adminAddress: string, up: 0 | 1): Promise<Counts> {
  const giveUpAt = performance.now() + storeSettlesMsMax;
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  for (;;) {
    const counts = await readCounts(adminAddress);
    if (counts.storeUp === up || performance.now() > giveUpAt) return counts;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
