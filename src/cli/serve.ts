import { type LoadOptions, loadConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import type { Running } from '../process/running-process.ts';
import type { StartOptions } from '../process/start.ts';
import { isPretty } from '../log.ts';
import { banner } from './banner.ts';
import { refuse } from './refuse.ts';
import { reportFaults } from './report-faults.ts';
import { startFaultWords } from './start-fault-words.ts';

type Start = (
  config: Config,
  options: Pick<StartOptions, 'settings' | 'source'>,
) => Promise<Running & { readonly listenAddress?: string }>;

/**
 * Runs Parallax until a signal ends it. Prints faults of the config, and faults at the start.
 *
 * @param importStart imports what starts a process of the role when it is needed: the other commands start in a
 *   third of the time
 */
export async function serve(
  origin: Pick<LoadOptions, 'file' | 'flags' | 'role'>,
  importStart: () => Promise<Start>,
): Promise<void> {
  const { config, settings, faults, files } = loadConfig(origin);
  if (faults !== null) {
    reportFaults(faults);
    return;
  }
  const { createLoader } = await import('../process/load-in-worker.ts');
  const { exitOnSignals, handleSignals, ignoreHangups } = await import('../process/shutdown.ts');
  const start = await importStart();
  ignoreHangups();
  const waitNoMore = exitOnSignals();
  try {
    const running = await start(config, {
      settings,
      ...(origin.file !== undefined && { source: { files, load: createLoader(origin) } }),
    });
    waitNoMore();
    handleSignals(running);
    if (isPretty(config.log.format)) {
      process.stdout.write(banner(config, origin.role ?? 'run', running));
    }
    await running.closed;
  } catch (error) {
    const words = startFaultWords(error);
    if (words === null) throw error;
    refuse(words, 1);
  }
}
