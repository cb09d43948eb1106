import { once } from 'node:events';
import { migrationBugs } from '../conduit/migration-bugs.ts';
import type { DemoOptions } from './options.ts';
import type { Child } from './processes/child.ts';
import { startConduit } from './processes/conduit.ts';
import { type ParallaxAddresses, startParallax } from './processes/parallax.ts';
import { showProgress } from './progress.ts';
import { awaitComparisons } from './report/await-comparisons.ts';
import { printReport } from './report/print-report.ts';
import { drive } from './traffic/drive.ts';

export interface RunOptions extends DemoOptions {
  /** For the deployments' databases. */
  readonly directory: string;
  /** Ends the demo, wherever it is. */
  readonly signal: AbortSignal;
}

/**
 * The whole demo. Ends after the report or, staying up, when the signal says so; whatever it
 * started has ended by then.
 *
 * @throws the signal's reason when it is ended before the report
 */
export async function runDemo(options: RunOptions): Promise<void> {
  const children: Child<unknown>[] = [];
  try {
    const parallax = await startEverything(options, children);
    await driveAndReport(options, parallax);
    if (options.once) return;
    console.log('Press Ctrl-C to stop.');
    await once(options.signal, 'abort');
  } finally {
    // Parallax first, so that it doesn't see its upstreams go.
    for (const child of children.reverse()) await child.stop();
  }
}

async function startEverything(
  { directory, signal }: RunOptions,
  children: Child<unknown>[],
): Promise<ParallaxAddresses> {
  const started = <T>(child: Child<T>): T => {
    children.push(child);
    return child.ready;
  };
  console.log('Starting two deployments of a small LLM gateway:');
  const primary = started(
    await startConduit({ role: 'primary', repositoryPattern: false, bugs: '', directory, signal }),
  );
  console.log(`  primary    ${primary}  SQL in the handlers`);
  const bugs = migrationBugs.join(',');
  const candidate = started(
    await startConduit({ role: 'candidate', repositoryPattern: true, bugs, directory, signal }),
  );
  console.log(`  candidate  ${candidate}  repositories, with ${migrationBugs.length} planted bugs`);
  const parallax = started(
    await startParallax({ primary, candidate, signal, onNotice: printNotice }),
  );
  console.log(`  Parallax   http://${parallax.listen}  in front of them\n`);
  return parallax;
}

function printNotice(sentence: string): void {
  console.log(sentence);
}

async function driveAndReport(
  { requests, signal }: RunOptions,
  { listen, admin }: ParallaxAddresses,
): Promise<void> {
  const progress = showProgress('Requests', requests);
  const startedAt = performance.now();
  try {
    const url = `http://${listen}`;
    await drive({ url, requests, signal, onAnswer: () => progress.advance() });
  } finally {
    progress.stop();
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const reports = await awaitComparisons(admin, requests, signal);
  printReport({ requests, seconds, reports, admin });
}
