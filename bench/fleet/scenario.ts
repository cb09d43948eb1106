import type { FleetCounts } from '../../test/e2e/fleet/fleet.ts';
import { countWords } from '../faults/row.ts';
import { type ConduitFleet, type ConduitFleetOptions, startConduitFleet } from './conduit-fleet.ts';

/** Something that happens to a fleet while clients send requests. */
export interface Scenario {
  readonly name: string;
  readonly options?: ConduitFleetOptions;
  readonly requests: number;
  /** Runs beside the clients; without it, nothing happens. @returns what it measured, in words */
  readonly during?: (running: ConduitFleet, clients: Promise<void>) => Promise<string>;
  /** What is wrong with the counts at the end; null if nothing is. */
  readonly faultOf: (
    counts: FleetCounts,
    running: ConduitFleet,
  ) => string | null | Promise<string | null>;
}

export interface ScenarioResult {
  readonly name: string;
  readonly requests: number;
  readonly counted: string;
  readonly measured: string;
  /** Null if the scenario ended as it should. */
  readonly fault: string | null;
}

const settleMsMax = 180_000;

/** Runs a scenario on a fleet of its own. */
export async function play(scenario: Scenario): Promise<ScenarioResult> {
  const { name, requests, options, during, faultOf } = scenario;
  try {
    await using running = await startConduitFleet(options);
    const clients = running.drive(requests);
    // Its failure is reported below.
    clients.catch(() => undefined);
    const measured = (await during?.(running, clients)) ?? '';
    await clients;
    const counts = await withinTime(running.fleet.settled(requests));
    const fault = await faultOf(counts, running);
    return { name, requests, counted: wordsOf(counts), measured, fault };
  } catch (error) {
    const fault = error instanceof Error ? error.message : String(error);
    return { name, requests, counted: 'unknown', measured: '', fault };
  }
}

/** Each exchange is in the evidence once, as compared or as lost, and nothing differs. */
export function exactly(requests: number): Scenario['faultOf'] {
  return ({ compared, lost, mismatches }) => {
    const all = Object.values(lost).reduce((sum, one) => sum + one, compared);
    if (all !== requests) return `${all} exchanges are in the evidence, not ${requests}`;
    return mismatches === 0 ? null : `${mismatches} false mismatches`;
  };
}

export function resultTable(results: readonly ScenarioResult[]): string {
  const lines = results.map(({ name, requests, counted, measured, fault }) =>
    [name, requests.toLocaleString('en'), counted, measured, fault ?? 'as it should'].join(' | '),
  );
  return [
    'what happens | requests | in the evidence | measured | result',
    '--- | ---: | --- | --- | ---',
  ]
    .concat(lines)
    .map((line) => `| ${line} |`)
    .join('\n');
}

function wordsOf({ compared, mismatches, lost }: FleetCounts): string {
  return countWords({ compared, mismatches, ...lost });
}

function withinTime<T>(settled: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('it never settled')), settleMsMax);
    settled.then(resolve, reject).finally(() => clearTimeout(late));
  });
}
