import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addToRoute, itemsOfRoute } from '../../../../src/control/store/postgres/counted-items.ts';
import { type CounterRows, sumOfRows } from '../../../../src/control/store/postgres/counter-row.ts';
import { SeenCounts } from '../../../../src/control/store/postgres/seen-counts.ts';
import type { RouteEvidence } from '../../../../src/vocabulary/evidence.ts';
import { addRoute } from '../../../../src/vocabulary/merge-evidence.ts';
import { addValue, sumsAt } from '../../../../src/vocabulary/side-sums.ts';
import { counting, countingUp, emptyRoute } from './evidence-arbitrary.ts';

/** A process that counts, and a save of the counts since the last one. */
interface Process {
  readonly memory: RouteEvidence;
  readonly seen: SeenCounts;
}

function startProcess(): Process {
  return { memory: emptyRoute(), seen: new SeenCounts() };
}

function addRows(database: CounterRows, rows: CounterRows): void {
  for (const [key, row] of rows) database.set(key, sumOfRows(database.get(key), row));
}

function save({ memory, seen }: Process, database: CounterRows): void {
  const rows = seen.unsaved(itemsOfRoute(memory));
  addRows(database, rows);
  seen.add(rows);
}

function read({ memory, seen }: Process, database: CounterRows): void {
  addToRoute(memory, seen.note(database));
}

function fromRows(rows: CounterRows): RouteEvidence {
  const route = emptyRoute();
  addToRoute(route, rows);
  return route;
}

describe('evidence as rows of counts', () => {
  it('is the same after it was saved and read', () => {
    fc.assert(
      fc.property(fc.array(counting, { maxLength: 60 }), (countings) => {
        const route = emptyRoute();
        for (const count of countings) count(route);
        expect(fromRows(new SeenCounts().unsaved(itemsOfRoute(route)))).toEqual(route);
      }),
      { seed: 7 },
    );
  });

  it('consists of exact integers, whatever the answers state', () => {
    const route = emptyRoute();
    const values = [1e12, 1e308, -1e308, 0.1, Number.MAX_SAFE_INTEGER];
    for (let at = 0; at < 10_000; at += 1) {
      addValue(sumsAt(route.sums, 'count cost').primary, values[at % values.length]!);
    }
    const counts = [...itemsOfRoute(route)].flatMap(({ row }) => row.counts);
    expect(counts.every(Number.isSafeInteger)).toBe(true);
  });

  it('has nothing to save after a save', () => {
    fc.assert(
      fc.property(fc.array(counting, { maxLength: 40 }), (countings) => {
        const process = startProcess();
        for (const count of countings) count(process.memory);
        save(process, new Map());
        expect(process.seen.unsaved(itemsOfRoute(process.memory))).toEqual(new Map());
      }),
      { seed: 7 },
    );
  });

  it('is the sum of the counts of many processes, in any order of counting, saving and reading', () => {
    const step = fc.record({ by: fc.nat(2), does: fc.constantFrom('count', 'save', 'read') });
    const steps = fc.array(fc.tuple(step, counting), { maxLength: 120 });
    fc.assert(
      fc.property(steps, (taken) => {
        const database: CounterRows = new Map();
        const all = [startProcess(), startProcess(), startProcess()];
        const own = all.map(() => emptyRoute());
        for (const [{ by, does }, count] of taken) {
          if (does === 'save') save(all[by]!, database);
          if (does === 'read') read(all[by]!, database);
          if (does !== 'count') continue;
          count(all[by]!.memory);
          count(own[by]!);
        }
        for (const process of all) save(process, database);
        for (const process of all) read(process, database);
        const sum = emptyRoute();
        for (const route of own) addRoute(sum, route);
        for (const { memory } of all) expect(asCounted(memory)).toEqual(asCounted(sum));
      }),
      { seed: 7 },
    );
  });

  it('never withdraws a count from the database', () => {
    const steps = fc.array(fc.tuple(fc.boolean(), countingUp), { maxLength: 80 });
    fc.assert(
      fc.property(steps, (taken) => {
        const process = startProcess();
        for (const [saves, count] of taken) {
          count(process.memory);
          const rows = process.seen.unsaved(itemsOfRoute(process.memory));
          for (const { counts } of rows.values())
            expect(Math.min(...counts)).toBeGreaterThanOrEqual(0);
          if (saves) process.seen.add(rows);
        }
      }),
      { seed: 7 },
    );
  });
});

/** Blocks of processes that counted apart may be longer: then all are, and the sums are the same. */
function asCounted(route: RouteEvidence) {
  const sums = [route.mismatches, route.errors, ...route.timings.values()].map(
    ({ n, candidateOnly, referenceOnly, blocks }) => {
      const inBlocks = [...blocks.counts.values()].reduce((sum, one) => sum + one.n, 0);
      return { n, candidateOnly, referenceOnly, inBlocks };
    },
  );
  const fields = [...route.fields].map(([key, { blocks: _blocks, ...field }]) => [key, field]);
  const { mismatches: _m, errors: _e, timings: _t, ...others } = route;
  return { ...others, fields: new Map(fields as [string, object][]), sums };
}
