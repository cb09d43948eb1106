import type { FleetCounts } from '../../test/e2e/fleet/fleet.ts';
import { countWords } from '../faults/row.ts';
import {
  type ConduitFleet,
  type ConduitFleetOptions,
  type Load,
  startConduitFleet,
} from './conduit-fleet.ts';
import { keptMismatches } from './kept-mismatches.ts';

/** Something that happens to a fleet while clients send requests. */
export interface Scenario {
  readonly name: string;
  readonly options?: ConduitFleetOptions;
  readonly load: Load;
  /** Runs beside the clients; without it, nothing happens. */
  readonly during?: (running: ConduitFleet, clients: Clients) => Promise<Measured>;
  /** What is wrong at the end; null if nothing is. */
  readonly faultOf: (end: ScenarioEnd) => string | null | Promise<string | null>;
}

interface Clients {
  /** Whether all requests were made. */
  readonly areDone: boolean;
}

interface Measured {
  readonly words: string;
  /** Null if all was as it should be. */
  readonly fault: string | null;
}

export interface ScenarioEnd {
  readonly requests: number;
  readonly unanswered: number;
  readonly counts: FleetCounts;
  readonly running: ConduitFleet;
}

export interface ScenarioResult {
  readonly name: string;
  readonly requests: number;
  readonly clients: string;
  readonly counted: string;
  readonly measured: string;
  /** Null if the scenario ended as it should. */
  readonly fault: string | null;
}

/** From the start of the fleet to its end. */
const scenarioMsMax = 300_000;
const settleMsMax = 90_000;
/** If counts stay the same for so long, nothing more comes: longer than evidence takes to be saved and read. */
const quietMs = 6_000;

/** Runs a scenario on a fleet of its own. */
export async function play(scenario: Scenario): Promise<ScenarioResult> {
  const { name, load } = scenario;
  const { requests } = load;
  try {
    await using running = await startConduitFleet(scenario.options);
    return { name, requests, ...(await within(playOn(running, scenario), scenarioMsMax)) };
  } catch (error) {
    const fault = error instanceof Error ? error.message : String(error);
    return { name, requests, clients: 'unknown', counted: 'unknown', measured: '', fault };
  }
}

async function playOn(
  running: ConduitFleet,
  { load, during, faultOf }: Scenario,
): Promise<Omit<ScenarioResult, 'name' | 'requests'>> {
  const { requests } = load;
  const clients = { areDone: false };
  const driving = running.drive(load).finally(() => (clients.areDone = true));
  // Its failure is reported below.
  driving.catch(() => undefined);
  const measured = (await during?.(running, clients)) ?? { words: '', fault: null };
  const unanswered = await driving;
  const { fleet } = running;
  const settled = load.mayBreak === true ? fleet.quiet(quietMs) : fleet.settled(requests);
  const counts = await within(settled, settleMsMax).catch(() => fleet.counts(fleet.hubs[0]!));
  const fault = measured.fault ?? (await faultOf({ requests, unanswered, counts, running }));
  if (fault !== null) process.stderr.write(`${(await keptMismatches(fleet)).join('\n')}\n`);
  return {
    clients: unanswered === 0 ? 'every answer' : `${unanswered} × no answer`,
    counted: wordsOf(counts),
    measured: measured.words,
    fault,
  };
}

/** Each exchange is in the evidence once, as compared or as lost, and nothing differs. */
export function exactly({ requests, counts }: ScenarioEnd): string | null {
  const all = totalOf(counts);
  if (all !== requests) return `${all} exchanges are in the evidence, not ${requests}`;
  const { mismatches } = counts;
  return mismatches === 0 ? null : `${mismatches} false mismatches`;
}

export function totalOf({ compared, lost }: FleetCounts): number {
  return Object.values(lost).reduce((sum, one) => sum + one, compared);
}

export function resultTable(results: readonly ScenarioResult[]): string {
  const lines = results.map(({ name, requests, clients, counted, measured, fault }) =>
    [
      name,
      requests.toLocaleString('en'),
      clients,
      counted,
      measured,
      fault ?? 'as it should be',
    ].join(' | '),
  );
  return [
    'what happens | requests | clients got | in the evidence | measured | result',
    '--- | ---: | --- | --- | --- | ---',
  ]
    .concat(lines)
    .map((line) => `| ${line} |`)
    .join('\n');
}

function wordsOf({ compared, mismatches, lost }: FleetCounts): string {
  return countWords({ compared, mismatches, ...lost });
}

async function within<T>(work: Promise<T>, msMax: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it did not end in ${msMax / 1000} s`)), msMax);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
