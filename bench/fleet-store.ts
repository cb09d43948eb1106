import { evaluateGate } from '../src/control/gate/evaluate.ts';
import { resolveGatePolicy } from '../src/control/gate/resolve-policy.ts';
import { KeptEvidence } from '../src/control/evidence/kept-evidence.ts';
import { PostgresStore } from '../src/control/store/postgres/postgres-store.ts';
import { configSchema } from '../src/config/schema.ts';
import { createLogger } from '../src/log.ts';
import { openPostgres } from '../src/postgres/connect.ts';
import { comparisonOf, differenceOf, mismatchOf } from '../test/control/comparison-fixture.ts';
import { startPostgres } from '../test/support/postgres.ts';
import { median } from './rounds.ts';

/*
 * Measures what the evidence of many replicas that share a PostgreSQL costs: the time to read and judge all of it, and to
 * save what came in a second. `node bench/fleet-store.ts [REPLICAS]`
 */

const replicas = Number(process.argv[2] ?? 100);
const routes = 50;
const fields = 100;
const log = createLogger('bench', 'silent');
const config = configSchema.parse({
  primary: 'http://legacy.test:5000',
  candidate: 'http://candidate.test:5001',
});
const policy = resolveGatePolicy(config.gate, config.routes, false);

const server = await startPostgres();
const database = await server.createDatabase();
const postgres = openPostgres(database, log);

function startReplica(instance: string): { store: PostgresStore; evidence: KeptEvidence } {
  const store = new PostgresStore({ postgres, instance, log });
  const evidence = new KeptEvidence({
    rules: {
      revision: 1,
      under: () => 'same',
      marginsOf: () => policy.otherAreas.latency,
      namesOf: (_, exchange) => exchange,
    },
    candidate: 'http://candidate.test',
    store,
    instance,
    returnAfter: { seen: 100, silentMs: 60_000 },
    log,
  });
  return { store, evidence };
}

type Replica = ReturnType<typeof startReplica>;

async function saved({ store, evidence }: Replica): Promise<number> {
  await store.shared.settled();
  const startedAt = performance.now();
  evidence.flush();
  await store.shared.settled();
  return performance.now() - startedAt;
}

/** For how long the thread is busy when it takes a save, before anything is sent. */
async function taken({ store, evidence }: Replica): Promise<number> {
  await store.shared.settled();
  const startedAt = performance.now();
  evidence.flush();
  return performance.now() - startedAt;
}

function fill({ evidence }: Replica): void {
  for (let route = 0; route < routes; route += 1) {
    for (let field = 0; field < fields; field += 1) {
      const template = `$.items[*].field${field}`;
      const facts = { route: `GET /api/route${route}`, area: 'all', wallClockMs: Date.now() };
      evidence.record(mismatchOf([differenceOf({ template })], facts));
    }
  }
}

const firstSaves: number[] = [];
for (let index = 0; index < replicas; index += 1) {
  const replica = startReplica(`replica-${index}`);
  await saved(replica);
  fill(replica);
  firstSaves.push(await saved(replica));
}

const reads: number[] = [];
const judgements: number[] = [];
for (let round = 0; round < 5; round += 1) {
  const startedAt = performance.now();
  const replica = startReplica(`reader-${round}`);
  await replica.store.shared.settled();
  replica.evidence.flush();
  const evidence = replica.evidence.current();
  const readAt = performance.now();
  evaluateGate(evidence, policy, Date.now(), { epoch: 'bench', hold: null, accepted: [] });
  judgements.push(performance.now() - readAt);
  reads.push(performance.now() - startedAt);
  if (evidence.coverage.compared !== replicas * routes * fields) {
    throw new Error(`${evidence.coverage.compared} compared`);
  }
  await replica.store.shared.settled();
}

const busy = startReplica('busy');
await saved(busy);
const saves: number[] = [];
const takes: number[] = [];
for (let round = 0; round < 10; round += 1) {
  for (let at = 0; at < 1000; at += 1) {
    const facts = { route: `GET /api/route${at % routes}`, area: 'all', wallClockMs: Date.now() };
    const template = `$.items[*].field${at % 10}`;
    const isMatch = at % 10 > 0;
    busy.evidence.record(
      isMatch ? comparisonOf(facts) : mismatchOf([differenceOf({ template })], facts),
    );
  }
  if (round % 2 === 0) saves.push(await saved(busy));
  else takes.push(await taken(busy));
}
await busy.store.shared.settled();
const { rows } = await postgres.query('SELECT count(*)::int AS n FROM parallax.counters');

const ms = (values: readonly number[]): string => `${median(values).toFixed(0)} ms`;
console.log(`${replicas} replicas, ${routes} routes of ${fields} fields, ${rows[0].n} rows`);
console.log(`read and judged by a process that starts: ${ms(reads)} (judged: ${ms(judgements)})`);
console.log(`first save of a replica, with all routes and fields: ${ms(firstSaves)}`);
console.log(
  `save of 1000 exchanges on ${routes} routes: ${ms(saves)}; its thread is busy for ${ms(takes)} before`,
);
await postgres.close();
await server[Symbol.asyncDispose]();
