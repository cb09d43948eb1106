import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { formatFault } from '../config/fault.ts';
import { type LoadedConfig, loadConfig } from '../config/load.ts';
import type { ReplayFacts } from '../config/replay-facts.ts';
import { adjustForAsking, adjustForReplay, type ReplayGiven } from '../config/replay-input.ts';
import { readTokenFile } from '../config/admin-token.ts';
import type { Config } from '../config/schema.ts';
import type { Setting } from '../config/settings.ts';
import { clockSkewOf } from '../playback/clock-skew.ts';
import type { PlaybackPlan } from '../playback/playback.ts';
import type { RunningReplay } from '../process/start-replay.ts';
import { ParallaxError } from '../vocabulary/errors.ts';
import type { Asked } from './ask-api.ts';
import { gateTable } from './gate-table.ts';
import { showReplayProgress } from './replay-progress.ts';
import { countedExchanges, replayReport } from './replay-report.ts';
import { replayFacts } from './replay-facts.ts';
import { askGateNow, verdictOn } from './replay-verdict.ts';
import { replaySentences } from '../report/replay-sentences.ts';
import { addReplayOptions, type ReplayOptions } from './replay-options.ts';
import { formats } from './report-formats.ts';
import { addRecordings, openRecordings, overwriteFault, selectionOf } from './recordings.ts';
import { refuse, refuseOrThrow } from './refuse.ts';
import { exitCodes, refusedExitCode, usageExitCode } from './exit-codes.ts';
import { startFaultWords } from './start-fault-words.ts';

const interruptedExitCode = 130;

export function defineReplay(command: Command): void {
  addReplayOptions(addRecordings(command))
    .addHelpText(
      'after',
      '\nExits as `parallax gate` does: 0 pass, 1 fail, 2 inconclusive, 3 if the gate gave no verdict, and 64 if\n' +
        'the command line, the config or a file is wrong, or there is no exchange to play.',
    )
    .action(replay);
}

async function replay(files: readonly string[], options: ReplayOptions): Promise<void> {
  const open: PlaybackPlan['open'] = () => openRecordings(files, options);
  try {
    const wrongOutput = outputFault(files, options);
    if (wrongOutput !== null) return refuse(wrongOutput, usageExitCode);
    const { startedAtMs, skewMs, hasPlaceholders } = await beginOf(open);
    const loaded = load(options);
    if (loaded.faults !== null) {
      return refuse(loaded.faults.map(formatFault).join('\n'), usageExitCode);
    }
    const wrongWrites = writesFault(loaded.config, options);
    if (wrongWrites !== null) return refuse(wrongWrites, usageExitCode);
    const asksPrimary = options.primary !== undefined;
    const replay: ReplayFacts = {
      startedAtMs,
      judgesTimes: loaded.config.secondary !== undefined,
      asksPrimary,
      // One process measures all times of primary.
      clockSkewMs: asksPrimary ? 0 : skewMs,
      hasPlaceholders,
    };
    const asking = asksPrimary
      ? { ...loadForAsking(options), replay: { ...replay, clockSkewMs: skewMs } }
      : undefined;
    const { speed, times } = options;
    const plan = { open, startedAtMs, ...selectionOf(options), speed, times };
    const { settings } = loaded;
    await run({ ...loaded.config, replay }, { files, options, plan, settings, asking });
  } catch (error) {
    const words = startFaultWords(error);
    if (words === null) refuseOrThrow(error, usageExitCode);
    else refuse(words, usageExitCode);
  }
}

/** The fault of the files to write, as a text. */
function outputFault(
  files: readonly string[],
  { report, output }: Pick<ReplayOptions, 'report' | 'output'>,
): string | null {
  if (output.length > report.length) return '--output: give a --report for it';
  if (report.length > output.length + 1) {
    return '--report: only one report fits on standard output; give an --output for each of the others';
  }
  return output.map((one) => overwriteFault(one, files)).find((fault) => fault !== null) ?? null;
}

/** Why writes cannot be sent with these options, as a text. */
function writesFault(
  { mirror }: Pick<Config, 'mirror'>,
  { primary, methods, times }: Pick<ReplayOptions, 'primary' | 'methods' | 'times'>,
): string | null {
  if (mirror.methods !== 'all') return null;
  if (primary !== undefined && methods === undefined) {
    return (
      '--primary: mirror.methods of the config would send it writes, too: give --methods all if ' +
      'it has its own database, or --methods safe'
    );
  }
  if (times === 1) return null;
  return (
    '--times: a repeated write would meet the results of the first round: with --methods all, ' +
    'play the files once, and restore the databases before you play them again'
  );
}

/** When the first recording began, how far the clocks of all may differ, and whether one has placeholders. */
async function beginOf(open: PlaybackPlan['open']): Promise<{
  readonly startedAtMs: number;
  readonly skewMs: number;
  readonly hasPlaceholders: boolean;
}> {
  await using opened = new AsyncDisposableStack();
  const sources = await open();
  for (const source of sources) opened.use(source);
  return {
    startedAtMs: Math.min(...sources.map((source) => source.startedAtMs)),
    skewMs: clockSkewOf(sources),
    hasPlaceholders: sources.some((source) => source.hasPlaceholders),
  };
}

function load(options: ReplayOptions): LoadedConfig {
  const given = givenOf(options);
  return loadConfig({ file: options.config, adjust: (input) => adjustForReplay(input, given) });
}

/** @throws ParallaxError `config` if it has a fault that the config of the replay lacks */
function loadForAsking(options: ReplayOptions): Config {
  const given = givenOf(options);
  const adjust = (input: Record<string, unknown>): void => adjustForAsking(input, given);
  const { config, faults } = loadConfig({ file: options.config, adjust });
  if (config !== null) return config;
  throw new ParallaxError('config', (faults ?? []).map(formatFault).join('\n'));
}

function givenOf(options: ReplayOptions): ReplayGiven {
  const { primary, candidate, secondary, methods, concurrency, admin, header } = options;
  return { primary, candidate, secondary, methods, concurrency, admin, headers: header };
}

interface Run {
  readonly files: readonly string[];
  readonly options: ReplayOptions;
  readonly plan: PlaybackPlan;
  readonly settings: readonly Setting[];
  readonly asking: Config | undefined;
}

async function run(config: Config, { files, options, plan, settings, asking }: Run): Promise<void> {
  const { startReplay } = await import('../process/start-replay.ts');
  const running = await startReplay(config, { plan, settings, asking });
  let isInterrupted = false;
  const interrupt = (): void => {
    // The second signal ends the process at once.
    if (isInterrupted) process.exit(interruptedExitCode);
    isInterrupted = true;
    void running.drain();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  const asked = askedOf(config, running);
  const progress = showReplayProgress(running.played, running.adminAddress);
  try {
    await running.play(() => countedExchanges(asked));
    progress.stop();
    if (isInterrupted) process.exitCode = interruptedExitCode;
    else await conclude(running, asked, { config, files, options });
  } finally {
    progress.stop();
    await running.drain();
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

interface Concluded {
  readonly config: Config;
  readonly files: readonly string[];
  readonly options: ReplayOptions;
}

/** Prints the verdict and writes the report. */
async function conclude(
  { played }: RunningReplay,
  asked: Asked,
  { config, files, options }: Concluded,
): Promise<void> {
  const replay = replayFacts(played, config, files);
  const words = replaySentences(replay);
  if (played.delivered === 0) {
    process.stderr.write(`${words.join('\n')}\n`);
    return refuse('there is no exchange to play in these files', usageExitCode);
  }
  const { value: answer, fault } = await askGateNow(asked);
  if (fault !== null) return refuse(fault.words, refusedExitCode);
  const { report: reports, output: outputs } = options;
  // A report on standard output must be alone there.
  const isReportPrinted = reports.length > outputs.length;
  const verdict = verdictOn(replay.limits, answer.verdict);
  const table = `${gateTable({ ...answer, verdict })}\n${words.join('\n')}\n`;
  (isReportPrinted ? process.stderr : process.stdout).write(table);
  if (reports.length > 0) {
    const report = await replayReport({ asked, files, replay, options });
    for (const [index, format] of reports.entries()) {
      const text = await formats[format](report);
      const output = outputs[index];
      if (output === undefined) process.stdout.write(text);
      else writeFileSync(output, text);
    }
  }
  process.exitCode = exitCodes[verdict];
}

function askedOf({ admin }: Config, { adminAddress }: RunningReplay): Asked {
  const token = admin.token ?? (admin.tokenFile && readTokenFile(admin.tokenFile).value) ?? null;
  return { url: new URL(`http://${adminAddress}/`), token: token === '' ? null : token, ca: null };
}
