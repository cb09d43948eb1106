/** Makes candidate, primary, process and disk fail, one after the other, and shows what clients saw. */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { allFaults } from './all-faults.ts';
import type { Fault } from './fault.ts';
import { withFaultyCandidate } from './faulty-candidate.ts';
import { withFaultyPrimary } from './faulty-primary.ts';
import { killedUnderLoad, stoppedUnderLoad } from './killed.ts';
import { markdownTable, type Row } from './row.ts';
import { withFaultyStores } from './stores.ts';
import { type Role, startUnderTest, type UnderTest } from './under-test.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    requests: { type: 'string', default: '300' },
    kills: { type: 'string', default: '20' },
    /** Only the faults of candidate and primary that have this in their names. */
    only: { type: 'string', default: '' },
  },
});
const requests = Number(values.requests);
const rows: Row[] = [];
const faults = allFaults.filter(({ name }) => name.includes(values.only));

/** Each prints a table of its own. */
const sections: Readonly<Record<string, { title: string; run: () => Promise<readonly Row[]> }>> = {
  candidate: {
    title: 'Faults of the candidate',
    run: () => forEachFault('candidate', withFaultyCandidate),
  },
  primary: {
    title: 'Faults of primary',
    run: () => forEachFault('primary', withFaultyPrimary),
  },
  process: {
    title: 'Faults of the process and its disk',
    run: async () => [
      await bounded('kill −9 under load', killedUnderLoad(Number(values.kills)), killsMsMax),
      await bounded('SIGTERM under load', stoppedUnderLoad(requests)),
      ...(await withFaultyStores(requests)),
    ],
  },
};

async function forEachFault(
  role: Role,
  measure: (shared: UnderTest, fault: Fault, requests: number) => Promise<Row>,
): Promise<readonly Row[]> {
  await using shared = await startUnderTest(role);
  const found: Row[] = [];
  for (const fault of faults) {
    found.push(await bounded(fault.name, measure(shared, fault, requests)));
    process.stderr.write('.');
  }
  process.stderr.write('\n');
  return found;
}

const unknownRow = {
  clients: 'unknown',
  counted: 'unknown',
  residentBytes: 0,
  losses: [],
};

/** If the program does not finish with a fault, that counts as a fault of Parallax. */
const faultMsMax = 60_000;
const killsMsMax = 300_000;

async function bounded(fault: string, measured: Promise<Row>, msMax = faultMsMax): Promise<Row> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it did not end in time')), msMax);
  });
  try {
    return await Promise.race([measured, late]);
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    return { ...unknownRow, fault, requests, faultsOfParallax: [`it was not measured: ${what}`] };
  } finally {
    clearTimeout(timer);
  }
}

async function runSection(name: string): Promise<void> {
  const { title, run } = sections[name] as (typeof sections)[string];
  const found = await run();
  rows.push(...found);
  process.stdout.write(`\n### ${title}\n\n${markdownTable(found)}\n`);
}

const startedAt = performance.now();
const model = cpus()[0]?.model ?? 'unknown processor';
process.stdout.write(`Node ${process.version}, ${cpus().length} × ${model}\n`);
const names = positionals.length > 0 ? positionals : Object.keys(sections);
const strange = names.find((name) => sections[name] === undefined);
if (strange !== undefined) throw new Error(`sections: ${Object.keys(sections).join(', ')}`);
// The sections mostly wait, so they can run at the same time.
const together = names.filter((name) => name !== 'process').map((name) => runSection(name));
await Promise.all(together);
if (names.includes('process')) await runSection('process');

const seconds = Math.round((performance.now() - startedAt) / 1000);
const losses = rows.flatMap(({ fault, losses }) => losses.map((what) => `- ${fault}: ${what}`));
const wrong = rows.flatMap(({ fault, faultsOfParallax }) =>
  faultsOfParallax.map((what) => `- ${fault}: ${what}`),
);
const mebibytes = Math.round(Math.max(...rows.map((row) => row.residentBytes)) / 2 ** 20);
process.stdout.write(
  `\n${rows.length} faults in ${seconds} s; Parallax held ${mebibytes} MiB at most. `,
);
process.stdout.write(
  losses.length === 0 ? 'No client lost a byte.\n' : `Clients lost bytes:\n${losses.join('\n')}\n`,
);
if (wrong.length > 0) process.stdout.write(`\nParallax was wrong:\n${wrong.join('\n')}\n`);
process.exit(losses.length + wrong.length === 0 ? 0 : 1);
