import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServingParallax, serveParallax } from '../../test/cli/parallax-program.ts';
import { readCounts } from './counts.ts';
import { startPlaying } from './faulty-server.ts';
import { portOf } from './under-test.ts';
import { askKeptAlive, type Seen, type SeenCounts } from './kept-alive-clients.ts';
import { countWords, type Row } from './row.ts';

const clients = 30;

/** Clients that ask until they are stopped. */
interface Load {
  readonly answered: number;
  stop(): Promise<SeenCounts>;
}

function startLoad(address: string): Load {
  let stopped = false;
  let answered = 0;
  const seen = askKeptAlive({
    port: portOf(address),
    pathOf: (n) => (stopped ? null : `/load/${n}`),
    clients,
    onSeen: (one: Seen) => {
      answered += 1;
      // Parallax does not listen any more.
      if (one === 'refused') stopped = true;
    },
  });
  return {
    get answered() {
      return answered;
    },
    stop() {
      stopped = true;
      return seen;
    },
  };
}

/** Kills Parallax again and again under load, each time when evidence was just saved. */
export async function killedUnderLoad(kills: number): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-faults-'));
  const store = join(folder, 'parallax.db');
  await using upstream = await startPlaying();
  const totals: Record<Seen, number> = emptyCounts();
  const lost: string[] = [];
  let savedBefore = 0;
  try {
    for (let kill = 1; kill <= kills; kill += 1) {
      const run = await runAndKill(upstream.url, store);
      for (const [name, count] of Object.entries(run.seen)) totals[name as Seen] += count;
      if (run.restored < savedBefore) lost.push(`kill ${kill}: ${run.restored} of ${savedBefore}`);
      savedBefore = savedComparisons(store);
      if (savedBefore < run.due) lost.push(`kill ${kill}: ${savedBefore} of ${run.due}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const seen = { ...totals, refused: 0 };
  return {
    fault: `kill −9 under load, ${kills} times`,
    requests: Object.values(seen).reduce((total, count) => total + count, 0),
    clients: countWords(seen),
    counted: `${kills - lost.length} of ${kills} stores sound, with all that was due; ${savedBefore.toLocaleString('en')} comparisons kept`,
    residentBytes: 0,
    losses: totals.other === 0 ? [] : [`wrong bytes: ${totals.other}`],
    faultsOfParallax: lost.map((what) => `evidence was lost at ${what}`),
  };
}

interface Run {
  readonly seen: SeenCounts;
  /** Comparisons in the store at its start. */
  readonly restored: number;
  /** Comparisons that had to be saved when it was killed. */
  readonly due: number;
}

async function runAndKill(upstream: string, store: string): Promise<Run> {
  await using parallax = await serveParallax([
    `--primary=${upstream}`,
    `--candidate=${upstream}`,
    `--store=${store}`,
  ]);
  const { comparedOfEpoch: restored } = await readCounts(parallax.adminAddress);
  const load = startLoad(parallax.listenAddress);
  const due = await savedUnderLoad(parallax, restored);
  parallax.kill('SIGKILL');
  await parallax.ended;
  return { seen: await load.stop(), restored, due };
}

/** @returns comparisons that a save since then must have */
async function savedUnderLoad(
  { adminAddress }: ServingParallax,
  restored: number,
): Promise<number> {
  let seen = restored;
  let seenAtSeconds = Number.POSITIVE_INFINITY;
  for (;;) {
    const { comparedOfEpoch, savedAtSeconds } = await readCounts(adminAddress);
    if (savedAtSeconds > seenAtSeconds) return seen;
    if (seenAtSeconds === Number.POSITIVE_INFINITY && comparedOfEpoch > restored) {
      seen = comparedOfEpoch;
      seenAtSeconds = Date.now() / 1000;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function savedComparisons(store: string): number {
  using database = new DatabaseSync(store);
  const { integrity_check: integrity } = database.prepare('PRAGMA integrity_check').get() as {
    integrity_check: string;
  };
  if (integrity !== 'ok') return -1;
  const query = 'SELECT SUM(compared) AS compared FROM epochs';
  return (database.prepare(query).get() as { compared: number | null }).compared ?? 0;
}

function emptyCounts(): Record<Seen, number> {
  return { equal: 0, unreachable: 0, unanswered: 0, cut: 0, refused: 0, other: 0 };
}

/** Asks Parallax to stop while clients send requests on kept-alive connections. */
export async function stoppedUnderLoad(requestsBefore: number): Promise<Row> {
  await using upstream = await startPlaying();
  await using parallax = await serveParallax([
    `--primary=${upstream.url}`,
    `--candidate=${upstream.url}`,
  ]);
  const load = startLoad(parallax.listenAddress);
  while (load.answered < requestsBefore) await new Promise((resolve) => setTimeout(resolve, 5));
  parallax.kill('SIGTERM');
  const exitCode = await parallax.ended;
  const seen = { ...(await load.stop()), refused: 0 };
  const broken = seen.cut + seen.other;
  return {
    fault: 'SIGTERM under load',
    requests: Object.values(seen).reduce((total, count) => total + count, 0),
    clients: countWords(seen),
    counted: `exit code ${exitCode}`,
    residentBytes: 0,
    losses: broken === 0 ? [] : [`answers that broke: ${broken}`],
    faultsOfParallax: exitCode === 0 ? [] : [`it ended with ${exitCode}`],
  };
}
