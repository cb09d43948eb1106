/** Plays what can happen to a fleet under load, and shows what the evidence counts. */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { play, resultTable, type Scenario, type ScenarioResult } from './scenario.ts';
import { healthy, natsAway, ownerKilled, planted, postgresAway } from './scenarios.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '10000' },
    /** Only the scenarios that have this in their names. */
    only: { type: 'string', default: '' },
    'away-seconds': { type: 'string', default: '30' },
    kills: { type: 'string', default: '10' },
  },
});
const requests = Number(values.requests);
const awayMs = Number(values['away-seconds']) * 1000;

const all: readonly Scenario[] = [
  healthy(requests),
  ...planted(Math.ceil(requests / 10)),
  natsAway(requests, awayMs),
  postgresAway(requests, awayMs),
  ownerKilled(requests * 3, Number(values.kills)),
];

const model = cpus()[0]?.model ?? 'unknown processor';
process.stdout.write(`Node ${process.version}, ${cpus().length} × ${model}\n\n`);
const results: ScenarioResult[] = [];
for (const scenario of all.filter(({ name }) => name.includes(values.only))) {
  const result = await play(scenario);
  process.stderr.write(`${result.name}: ${result.fault ?? 'as it should'}\n`);
  results.push(result);
}
process.stdout.write(`${resultTable(results)}\n`);
process.exit(results.every(({ fault }) => fault === null) ? 0 : 1);
