/** Plays what can happen to a fleet under load, and shows what clients got and what the evidence counts. */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { hasNetworkNamespaces } from '../../test/support/network-namespace.ts';
import { cutOff, cutOffName, cutOffNetwork } from './cut-off.ts';
import { ownerKilled, ownerStopped, tapKilled, tapStopped } from './ended-parts.ts';
import { natsAway, postgresAway } from './outages.ts';
import { plantedBugs } from './planted-bugs.ts';
import { exactly, play, resultTable, type Scenario, type ScenarioResult } from './scenario.ts';

const { values } = parseArgs({
  options: {
    /** Of the fleet to which nothing happens; a planted bug gets a fifth. */
    requests: { type: 'string', default: '10000' },
    /** Of the other fleets. */
    'per-second': { type: 'string', default: '100' },
    'away-seconds': { type: 'string', default: '30' },
    kills: { type: 'string', default: '10' },
    /** Only the scenarios that have this in their names. */
    only: { type: 'string', default: '' },
  },
});
const requests = Number(values.requests);
const perSecond = Number(values['per-second']);
const awaySeconds = Number(values['away-seconds']);

const scenarios: readonly Scenario[] = [
  { name: 'nothing', load: { requests }, faultOf: exactly },
  ownerKilled(perSecond, Number(values.kills)),
  ownerStopped(perSecond),
  natsAway(perSecond, awaySeconds),
  postgresAway(perSecond, awaySeconds),
  tapStopped(perSecond),
  tapKilled(perSecond),
  ...plantedBugs(Math.ceil(requests / 5)),
];
const results: ScenarioResult[] = [];

async function playIfAsked(scenario: Scenario): Promise<void> {
  if (!scenario.name.includes(values.only)) return;
  const result = await play(scenario);
  process.stderr.write(`${result.counted}; ${result.name}: ${result.fault ?? 'as it should be'}\n`);
  results.push(result);
}

const model = cpus()[0]?.model ?? 'unknown processor';
process.stdout.write(`Node ${process.version}, ${cpus().length} × ${model}\n\n`);
for (const scenario of scenarios) await playIfAsked(scenario);
if (!cutOffName.includes(values.only)) {
  // It is not asked for, and its addresses may be taken by a run that was asked.
} else if (hasNetworkNamespaces()) {
  using network = cutOffNetwork();
  await playIfAsked(cutOff(perSecond, network));
} else {
  process.stderr.write('a hub is not cut off: a network of its own needs root and iproute2\n');
}
process.stdout.write(`${resultTable(results)}\n`);
process.exit(results.every(({ fault }) => fault === null) ? 0 : 1);
