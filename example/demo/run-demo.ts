import { once } from 'node:events';
import { migrationBugs } from '../conduit/migration-bugs.ts';
import type { RunningProcess } from '../../src/process/running-process.ts';
import type { DemoOptions } from './options.ts';
import { startConduit } from './processes/conduit.ts';
import { startParallax } from './processes/parallax.ts';
import { showProgress } from './progress.ts';
import { awaitComparisons } from './report/await-comparisons.ts';
import { fetchGateReport } from './report/gate-report.ts';
import { printReport } from './report/print-report.ts';
import { drive } from './traffic/drive.ts';

export interface RunOptions extends DemoOptions {
  /** For the deployments' databases. */
  readonly directory: string;
  /** Ends the demo, wherever it is. */
  readonly signal: AbortSignal;
}

/** Stops something that was started. */
type Stop = () => Promise<void>;

/** Clients think for up to this long between an answer and their next request. */
const thinkMaxMs = 60;

/**
 * The whole demo. Ends after the report or, staying up, when the signal says so; whatever it
 * started has ended by then.
 *
 * @throws the signal's reason when it is ended before the report
 */
export async function runDemo(options: RunOptions): Promise<void> {
  const stops: Stop[] = [];
  try {
    const parallax = await startEverything(options, stops);
    await driveAndReport(options, parallax);
    if (options.once) return;
    console.log('Press Ctrl-C to stop.');
    await once(options.signal, 'abort');
  } finally {
    // Parallax first, so that it doesn't see its upstreams go.
    for (const stop of stops.reverse()) await stop();
  }
}

async function startEverything(
  { directory, signal }: RunOptions,
  stops: Stop[],
): Promise<RunningProcess> {
  console.log('Starting three deployments of a small LLM gateway:');
  const legacy = { repositoryPattern: false, bugs: [], directory, signal } as const;
  const primary = await startConduit({ role: 'primary', ...legacy });
  stops.push(primary.stop);
  console.log(`  primary    ${primary.url}  SQL in the handlers`);

  const rewrite = { role: 'candidate', repositoryPattern: true, bugs: migrationBugs } as const;
  const candidate = await startConduit({ ...rewrite, directory, signal });
  stops.push(candidate.stop);
  const bugs = `${migrationBugs.length} planted bugs`;
  console.log(`  candidate  ${candidate.url}  repositories, with ${bugs}`);

  const secondary = await startConduit({ role: 'secondary', ...legacy });
  stops.push(secondary.stop);
  console.log(`  secondary  ${secondary.url}  the same as primary: what differs there is noise`);

  const parallax = await startParallax({
    primary: primary.url,
    candidate: candidate.url,
    secondary: secondary.url,
    onNotice: (sentence) => console.log(sentence),
  });
  stops.push(() => parallax.drain());
  signal.throwIfAborted();
  console.log(`  Parallax   http://${parallax.listenAddress}  in front of them\n`);
  return parallax;
}

async function driveAndReport(
  { requests, signal }: RunOptions,
  { listenAddress, adminAddress }: RunningProcess,
): Promise<void> {
  const progress = showProgress('Requests', requests);
  const startedAt = performance.now();
  try {
    const url = `http://${listenAddress}`;
    await drive({ url, requests, thinkMaxMs, signal, onAnswer: () => progress.advance() });
  } finally {
    progress.stop();
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const reports = await awaitComparisons(adminAddress, requests, signal);
  const gate = await fetchGateReport(adminAddress, signal);
  printReport({ requests, seconds, reports, gate, admin: adminAddress });
}
