import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SimulatedFleet, type Trouble } from './simulated-fleet.ts';

function fleetOf(partitions: number, hubs: number): SimulatedFleet {
  const fleet = new SimulatedFleet(partitions);
  for (let hub = 0; hub < hubs; hub += 1) fleet.addHub(`hub-${hub}`);
  return fleet;
}

const troubles: readonly Trouble[] = ['hangs', 'loses_postgres', 'loses_nats', 'dies', 'leaves'];

const stories = fc.record({
  partitions: fc.integer({ min: 1, max: 12 }),
  hubs: fc.integer({ min: 1, max: 4 }),
  events: fc.array(
    fc.record({
      afterMs: fc.integer({ min: 0, max: 200 }).map((steps) => steps * 50),
      hub: fc.nat(3),
      what: fc.constantFrom(...troubles),
      forMs: fc.integer({ min: 1, max: 20_000 }),
    }),
    { maxLength: 8 },
  ),
});

describe('the leases of partitions, with random failures of hubs', () => {
  it('never have two owners with kept commits: no commit of an earlier term follows one of a later term', () => {
    fc.assert(
      fc.property(stories, ({ partitions, hubs, events }) => {
        const fleet = fleetOf(partitions, hubs);
        for (const { afterMs, hub, what, forMs } of events) {
          fleet.run(afterMs);
          fleet.trouble(hub, what, forMs);
        }
        fleet.run(30_000);
        const latest = new Map<number, number>();
        for (const { partition, term } of fleet.commits) {
          expect(term).toBeGreaterThanOrEqual(latest.get(partition) ?? 0);
          latest.set(partition, term);
        }
      }),
      { numRuns: 25, seed: 19 },
    );
  });

  it('are spread evenly over the running hubs, and stay there', () => {
    fc.assert(
      fc.property(stories, ({ partitions, hubs, events }) => {
        const fleet = fleetOf(partitions, hubs);
        fleet.addHub('survivor');
        for (const { afterMs, hub, what, forMs } of events) {
          fleet.run(afterMs);
          fleet.trouble(hub % hubs, what, forMs);
        }
        fleet.run(50_000);
        const spread = fleet.spread();
        const sum = spread.reduce((all, one) => all + one, 0);
        expect([sum, (spread.at(-1) ?? 0) - (spread[0] ?? 0) <= 1]).toEqual([partitions, true]);
        const { taken } = fleet;
        fleet.run(20_000);
        expect(fleet.taken).toBe(taken);
      }),
      { numRuns: 25, seed: 19 },
    );
  });
});

describe('a hub that has died', () => {
  it('loses all its leases within ten seconds', () => {
    const fleet = fleetOf(8, 3);
    fleet.run(20_000);
    fleet.trouble(1, 'dies', 0);
    fleet.run(9_000);
    expect(fleet.leases.every(({ owner }) => fleet.living.includes(owner ?? ''))).toBe(true);
  });

  it('loses its leases in six seconds even if another hub starts at the same time, as in a Deployment', () => {
    const fleet = fleetOf(1, 2);
    fleet.run(20_000);
    const owner = fleet.leases[0]?.owner ?? '';
    fleet.trouble(Number(owner.slice('hub-'.length)), 'dies', 0);
    fleet.run(2_000);
    // Among hubs with equally many partitions, the first by name gets the remaining one.
    fleet.addHub('a-new-hub');
    fleet.run(4_000);
    expect(fleet.living).toContain(fleet.leases[0]?.owner);
  });

  it('loses its leases at once if it released them', () => {
    const fleet = fleetOf(8, 3);
    fleet.run(20_000);
    fleet.trouble(1, 'leaves', 0);
    fleet.run(1_500);
    expect(fleet.leases.every(({ owner }) => fleet.living.includes(owner ?? ''))).toBe(true);
  });

  it('keeps its leases if PostgreSQL may have been down instead', () => {
    const fleet = fleetOf(8, 2);
    fleet.run(20_000);
    const { taken } = fleet;
    for (const hub of [0, 1]) fleet.trouble(hub, 'loses_postgres', 30_000);
    fleet.run(60_000);
    expect(fleet.taken).toBe(taken);
  });
});
