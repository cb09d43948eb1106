import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PostgresConfig } from '../../../../src/config/store-schema.ts';
import { hasPostgres, startPostgres, type TestPostgres } from '../../../support/postgres.ts';
import { comparisonOf, differenceOf, mismatchOf } from '../../comparison-fixture.ts';
import { expectAll, type FleetProcess, type GateShown, startProcess } from './fleet-process.ts';

describe.skipIf(!hasPostgres)('processes that share a store', () => {
  let server: TestPostgres;
  let store: PostgresConfig;
  let all: FleetProcess[];

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  beforeEach(async () => {
    store = await server.createDatabase();
    all = [];
  });
  afterEach(async () => {
    await Promise.all(all.map((one) => one.stop()));
  });

  const start = async (count: number, settings: Record<string, unknown> = {}) => {
    const begun = Array.from({ length: count }, () => startProcess(store, settings));
    all.push(...begun);
    await expectAll(begun, (gate) => gate.isStoreUp);
    return begun as [FleetProcess, FleetProcess, FleetProcess];
  };

  const mirroringTo = async (port: number) => {
    const candidate = { url: `http://127.0.0.1:${port}`, ownState: true };
    return (await start(1, { candidate }))[0];
  };

  it('all have the evidence of all', async () => {
    const [a, b, c] = await start(3);
    await a.feed([comparisonOf(), comparisonOf()]);
    await b.feed([mismatchOf([differenceOf()])]);
    await c.feed([comparisonOf({ route: 'GET /api/keys', area: 'keys' })]);
    await expectAll(all, (gate) => gate.compared === 4);
    const mismatches = 'costs: 1 mismatches in 3 exchanges';
    await expectAll(all, ({ reasons }) => reasons.some((one) => one.startsWith(mismatches)));
  });

  it('all count what was added since by all', async () => {
    const [a, b] = await start(2);
    for (let round = 1; round <= 5; round += 1) {
      await a.feed([comparisonOf(), mismatchOf([differenceOf()])]);
      await b.feed([comparisonOf()]);
      await expectAll(all, (gate) => gate.compared === 3 * round);
    }
  });

  it('continue with the saved evidence when one restarts', async () => {
    const [a, b] = await start(2);
    await a.feed([comparisonOf(), comparisonOf()]);
    await b.feed([comparisonOf()]);
    await a.stop();
    const [again] = await start(1);
    await expectAll(all, (gate) => gate.compared === 3);
    await again.feed([comparisonOf()]);
    await expectAll(all, (gate) => gate.compared === 4);
  });

  it('save their last counts before they end', async () => {
    const [a] = await start(1);
    await a.feed([comparisonOf()]);
    await expectAll(all, (gate) => gate.compared === 1);
    await a.feed(Array.from({ length: 7 }, () => comparisonOf()));
    await a.stop();
    await start(1);
    await expectAll(all, (gate) => gate.compared === 8);
  });

  it('change to a version that one of them has seen, without going back and forth', async () => {
    const [a, b, c] = await start(3, { candidate: versioned });
    await a.feed([comparisonOf({ candidateVersion: 'v1' })]);
    await b.feed([comparisonOf({ candidateVersion: 'v1' })]);
    await expectAll(all, (gate) => gate.epoch === 'v1' && gate.compared === 2);
    await b.feed([comparisonOf({ candidateVersion: 'v2' })]);
    await expectAll(all, (gate) => gate.epoch === 'v2');
    const turn = await turnOf();
    // The rollout continues: old and new instances answer in turn.
    for (let round = 1; round <= 5; round += 1) {
      await a.feed([comparisonOf({ candidateVersion: 'v1' })]);
      await b.feed([comparisonOf({ candidateVersion: 'v2' })]);
      await c.feed([comparisonOf({ candidateVersion: 'v1' })]);
      await expectAll(all, (gate) => gate.compared === 1 + round);
    }
    expect(await turnOf()).toBe(turn);
    expect(await a.epochs()).toEqual(['v2', 'v1']);
    expect(await c.epochs()).toEqual(['v2', 'v1']);
    while ((await a.comparedIn('v1')) !== 12) await expectAll(all, () => true);
  });

  it('do not pass one candidate with the evidence of another one', async () => {
    const a = await mirroringTo(7001);
    await a.feed([mismatchOf([differenceOf()])]);
    await expectAll([a], (gate) => gate.compared === 1);
    const b = await mirroringTo(7002);
    await b.feed([comparisonOf(), comparisonOf()]);
    const words = 'at http://127.0.0.1:7002, and this process mirrors to http://127.0.0.1:7001';
    const namesBoth = ({ reasons }: GateShown) => reasons.some((one) => one.includes(words));
    await expectAll([a], (gate) => gate.compared === 2 && namesBoth(gate));
    await expectAll([b], (gate) => gate.compared === 2 && !namesBoth(gate));
  });

  it('make one epoch of a version that two see at the same time', async () => {
    const [a, b] = await start(2, { candidate: versioned });
    for (let version = 1; version <= 4; version += 1) {
      const candidateVersion = `v${version}`;
      await Promise.all([
        a.feed([comparisonOf({ candidateVersion })]),
        b.feed([comparisonOf({ candidateVersion })]),
      ]);
      await expectAll(all, (gate) => gate.epoch === candidateVersion && gate.compared === 2);
    }
    expect(await a.epochs()).toEqual(['v4', 'v3', 'v2', 'v1']);
  });

  it('all begin another epoch when an operator resets the evidence at one of them', async () => {
    const [a, b, c] = await start(3);
    await a.feed([comparisonOf()]);
    await expectAll(all, (gate) => gate.compared === 1);
    await b.operate('POST', 'reset', { who: 'jo', reason: 'new data' });
    await expectAll(all, (gate) => gate.epoch === '(unknown) (2)');
    await c.feed([comparisonOf()]);
    await expectAll(all, (gate) => gate.compared === 1);
    expect(a.marksForgotten).toBe(1);
  });

  it('share all actions of operators', async () => {
    const [a, b, c] = await start(3);
    await a.operate('POST', 'hold', { who: 'jo', reason: 'wait' });
    await expectAll(all, (gate) => gate.heldBy === 'jo');
    await c.operate('DELETE', 'hold', { who: 'al', reason: 'done' });
    await expectAll(all, (gate) => gate.heldBy === null);
    await b.feed([mismatchOf([differenceOf()])]);
    await expectAll(all, (gate) => gate.compared === 1);
    const difference = { route: 'GET /api/costs', field: 'body changed $.items[*].cost' };
    await a.operate('POST', 'accept', { who: 'jo', reason: 'rounding', ...difference, days: 1 });
    await expectAll(all, (gate) => gate.accepted === 1);
    await b.operate('DELETE', 'accept', { who: 'al', reason: 'no', ...difference });
    await expectAll(all, (gate) => gate.accepted === 0);
  });

  async function turnOf(): Promise<unknown> {
    const database = new URL(store.url).pathname.slice(1);
    return (await server.run('SELECT turn FROM parallax.fleet', database)).rows[0].turn;
  }
});

const versioned = { url: 'http://candidate.test:5001', version: { header: 'x-version' } };
