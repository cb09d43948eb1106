import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeptEvidence } from '../../../src/control/evidence/kept-evidence.ts';
import { SqliteStore } from '../../../src/control/store/sqlite/sqlite-store.ts';
import { createLogger } from '../../../src/log.ts';
import { comparisonOf, differenceOf, mismatchOf } from '../comparison-fixture.ts';
import { keptEvidence, rulesOf } from '../evidence/evidence-under-test.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-store-'));
  file = join(folder, 'parallax.db');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const costs = 'GET /api/costs';
const plain = rulesOf(1);
const ignoring = rulesOf(1, { routes: [{ match: costs, compare: { ignore: ['$.at'] } }] });

interface Run {
  readonly rules?: typeof plain;
  readonly candidate?: string;
}

/** The work of one process with the store. */
function inProcess<T>(work: (evidence: KeptEvidence) => T, run: Run = {}): T {
  const store = new SqliteStore({ file, log: createLogger('control', 'silent') });
  const evidence = keptEvidence({ ...run, store });
  try {
    return work(evidence);
  } finally {
    evidence.flush();
    store.close();
  }
}

function feed(evidence: KeptEvidence, count: number, facts: object = {}): void {
  for (let n = 0; n < count; n += 1) evidence.record(mismatchOf([differenceOf()], facts));
}

function counts(evidence: KeptEvidence): { readonly present: number; readonly apart: number } {
  const present = [...evidence.current().routes.values()];
  const apart = evidence.othersOf(evidence.epoch.key);
  return { present: comparedIn(present), apart: comparedIn(apart) };
}

function comparedIn(routes: readonly { readonly compared: number }[]): number {
  return routes.reduce((total, { compared }) => total + compared, 0);
}

/** Turns the file into one of an earlier version. */
function forgetRules(): void {
  const database = new DatabaseSync(file);
  database.exec("UPDATE routes SET under = ''; UPDATE epochs SET candidate = NULL");
  database.close();
}

describe('evidence in a store', () => {
  it('continues with the rules under which it was compared', () => {
    inProcess((evidence) => feed(evidence, 3));
    inProcess((evidence) => {
      feed(evidence, 1);
      expect(counts(evidence)).toEqual({ present: 4, apart: 0 });
    });
  });

  it('is kept separately after a restart with other rules, as after a reload', () => {
    inProcess((evidence) => feed(evidence, 3));
    inProcess(
      (evidence) => {
        feed(evidence, 1);
        expect(counts(evidence)).toEqual({ present: 1, apart: 3 });
      },
      { rules: ignoring },
    );
  });

  it('is complete again once the rules return after a restart', () => {
    inProcess((evidence) => feed(evidence, 3));
    inProcess((evidence) => feed(evidence, 2), { rules: ignoring });
    inProcess((evidence) => expect(counts(evidence)).toEqual({ present: 3, apart: 2 }));
    inProcess((evidence) => expect(counts(evidence)).toEqual({ present: 2, apart: 3 }), {
      rules: ignoring,
    });
  });

  it('is the same whether it was saved between reloads or not', () => {
    inProcess((evidence) => {
      for (let revision = 2; revision < 12; revision += 1) {
        evidence.follow({ ...(revision % 2 === 0 ? ignoring : plain), revision });
        feed(evidence, 1, { revision });
        if (revision % 3 === 0) evidence.flush();
      }
    });
    inProcess((evidence) => expect(counts(evidence)).toEqual({ present: 5, apart: 5 }));
  });

  it('includes a failure proven under other rules, which returns with the rules', () => {
    const proof = { atMs: 1, reason: 'far over the budget' };
    inProcess((evidence) => {
      feed(evidence, 3);
      evidence.noteProofs(new Map([['mismatches costs', proof]]));
    });
    inProcess((evidence) => expect(evidence.current().proofs.size).toBe(0), { rules: ignoring });
    inProcess((evidence) => {
      expect(evidence.current().proofs.get('mismatches costs')).toMatchObject(proof);
    });
  });

  it('does not grow by reloads with different rules each time', () => {
    inProcess((evidence) => {
      for (let revision = 2; revision < 30; revision += 1) {
        const compare = { ignore: [`$.at${revision}`] };
        evidence.follow(rulesOf(revision, { routes: [{ match: costs, compare }] }));
        feed(evidence, 1, { revision });
        evidence.flush();
      }
    });
    const database = new DatabaseSync(file);
    const row = database.prepare('SELECT count(*) AS count FROM routes').get();
    database.close();
    expect(row?.count).toBe(4);
  });

  it('of an earlier version counts once as compared under the present rules', () => {
    inProcess((evidence) => feed(evidence, 3));
    forgetRules();
    inProcess(
      (evidence) => {
        feed(evidence, 1);
        expect(counts(evidence)).toEqual({ present: 4, apart: 0 });
      },
      { rules: ignoring },
    );
    inProcess((evidence) => expect(counts(evidence)).toEqual({ present: 0, apart: 4 }));
  });

  it('of an earlier version includes a failure until the rules change', () => {
    const proofs = JSON.stringify([['mismatches costs', { atMs: 1, reason: 'far over' }]]);
    inProcess((evidence) => feed(evidence, 3));
    forgetRules();
    const database = new DatabaseSync(file);
    database.prepare('UPDATE epochs SET proofs = ?').run(proofs);
    database.close();
    inProcess((evidence) => expect(evidence.current().proofs.size).toBe(1));
    inProcess((evidence) => expect(evidence.current().proofs.size).toBe(0), { rules: ignoring });
  });

  it('of an earlier version is joined by comparisons from before it could be read', () => {
    inProcess((evidence) => feed(evidence, 3));
    forgetRules();
    const holder = new SqliteStore({ file, log: createLogger('control', 'silent') });
    holder.restore();
    inProcess((evidence) => {
      feed(evidence, 2);
      holder.close();
      evidence.flush();
      expect(counts(evidence)).toEqual({ present: 5, apart: 0 });
    });
    inProcess((evidence) => expect(counts(evidence)).toEqual({ present: 5, apart: 0 }));
  });

  it('lists the parts of an earlier epoch', () => {
    const v1 = { candidateVersion: 'v1' };
    inProcess((evidence) => feed(evidence, 3, v1));
    inProcess(
      (evidence) => {
        feed(evidence, 2, v1);
        feed(evidence, 1, { candidateVersion: 'v2' });
      },
      { rules: ignoring },
    );
    inProcess((evidence) => {
      const keys = evidence.epochs().map(({ key }) => key);
      expect(keys).toEqual(['v2', 'v2 (other rules)', 'v1', 'v1 (other rules)']);
      expect(evidence.evidenceOf('v1')?.coverage.compared).toBe(5);
      expect(evidence.evidenceOf('v1 (other rules)')?.coverage.compared).toBe(3);
    });
  });
});

describe('a restart with another URL of the candidate', () => {
  const blue = 'http://blue.test:5001';

  it('begins an epoch of the same version', () => {
    inProcess((evidence) => feed(evidence, 3, { candidateVersion: 'v1' }));
    inProcess(
      (evidence) => {
        feed(evidence, 1, { candidateVersion: 'v1' });
        expect(evidence.epoch).toMatchObject({ key: 'v1 (2)', startedBecause: 'candidate' });
        expect(counts(evidence)).toEqual({ present: 1, apart: 0 });
      },
      { candidate: blue },
    );
  });

  it('continues the epoch of that deployment if it had one', () => {
    const v1 = { candidateVersion: 'v1' };
    inProcess((evidence) => feed(evidence, 3, v1));
    inProcess((evidence) => feed(evidence, 1, v1), { candidate: blue });
    inProcess((evidence) => {
      feed(evidence, 1, v1);
      expect(evidence.epoch.key).toBe('v1');
      expect(counts(evidence).present).toBe(4);
    });
  });

  it('begins no epoch with a store of an earlier version', () => {
    inProcess((evidence) => feed(evidence, 3));
    forgetRules();
    inProcess(
      (evidence) => {
        feed(evidence, 1);
        expect(counts(evidence)).toEqual({ present: 4, apart: 0 });
      },
      { candidate: blue },
    );
  });

  it('does not add comparisons from before the store could be read to the previous epoch', () => {
    inProcess((evidence) => feed(evidence, 3));
    const holder = new SqliteStore({ file, log: createLogger('control', 'silent') });
    holder.restore();
    inProcess(
      (evidence) => {
        evidence.record(comparisonOf());
        holder.close();
        evidence.flush();
        expect(counts(evidence).present).toBe(1);
        expect(evidence.epochs()).toHaveLength(2);
      },
      { candidate: blue },
    );
  });
});
