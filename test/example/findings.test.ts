import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { describeFindings } from '../../example/demo/report/findings.ts';
import type { GateReport } from '../../example/demo/report/gate-report.ts';
import type { FieldReport, RouteReport } from '../../example/demo/report/route-report.ts';
import { routeTable } from '../../example/demo/report/route-table.ts';

function report(route: string, parts: Partial<RouteReport> = {}): RouteReport {
  return {
    route,
    area: 'costs',
    exchanges: 10,
    outcomes: {
      match: 7,
      mismatch: 3,
      noise: 0,
      candidateError: 0,
      primaryError: 0,
      skipped: 0,
      cascade: 0,
    },
    fields: [],
    latency: { primary: noTimes, candidate: noTimes, secondary: noTimes },
    ...parts,
  };
}

function field(template: string, kind = 'changed'): FieldReport {
  return { aspect: 'body', kind, template, exchanges: 3 };
}

const noTimes = { count: 0, p50Ms: null };

function timesOf(p50Ms: number, count = 30): RouteReport['latency']['primary'] {
  return { count, p50Ms };
}

function latencyOf(ratio: number): RouteReport['latency'] {
  return { primary: timesOf(1), candidate: timesOf(ratio), secondary: noTimes };
}

const silent: GateReport = { verdict: 'inconclusive', evaluatedAtMs: 1, criteria: [] };

function findings(...reports: RouteReport[]): readonly string[] {
  return findingsUnder(silent, ...reports);
}

function findingsUnder(gate: GateReport, ...reports: RouteReport[]): readonly string[] {
  return stripVTControlCharacters(describeFindings(reports, gate)).split('\n');
}

function tableOf(...reports: RouteReport[]): string {
  return stripVTControlCharacters(routeTable(reports));
}

describe('the report of the demo on the planted bugs', () => {
  it('names the place of each bug', () => {
    const lines = findings(
      report('GET /api/virtual-keys/{id}/spend', { fields: [field('$.costUsd')] }),
    );
    expect(lines).toContain('found  cost-rounding');
    expect(lines.map((line) => line.trim())).toContain(
      'GET /api/virtual-keys/{id}/spend: $.costUsd',
    );
  });

  it('names the criteria that a bug keeps from passing, in the areas of the bug', () => {
    const criteria = [
      { criterion: 'mismatches', area: 'costs', result: 'fail' },
      { criterion: 'findings', area: 'costs', result: 'inconclusive' },
      { criterion: 'findings', area: 'chat', result: 'inconclusive' },
      { criterion: 'soak', area: 'costs', result: 'inconclusive' },
    ];
    const lines = findingsUnder(
      { ...silent, criteria },
      report('GET /api/virtual-keys/{id}/spend', { fields: [field('$.costUsd')] }),
    );
    expect(lines.map((line) => line.trim())).toContain(
      'Kept from passing by mismatches of costs (fail), findings of costs (inconclusive).',
    );
  });

  it('names the latency criterion for a slow route', () => {
    const criteria = [{ criterion: 'latency', area: 'costs', result: 'fail' }];
    const slow = report('GET /api/costs/summary', { latency: latencyOf(9) });
    const lines = findingsUnder({ ...silent, criteria }, slow);
    expect(lines.map((line) => line.trim())).toContain(
      'Kept from passing by latency of costs (fail).',
    );
  });

  it('names the bugs that were not found', () => {
    const lines = findings();
    expect(lines.filter((line) => line.startsWith('not found'))).toHaveLength(4);
  });

  it.each([
    ['found', 2, 1],
    ['not found', 1.9, 1],
    ['found', 6, 3],
    ['not found', 5.9, 3],
  ])('has %s an N+1 query at a ratio of %f, with a usual ratio of %f', (mark, ratio, usual) => {
    const lines = findings(
      report('GET /a', { latency: latencyOf(usual) }),
      report('GET /api/costs/summary', { latency: latencyOf(ratio) }),
      report('GET /b', { latency: latencyOf(100) }),
      report('GET /c', { latency: latencyOf(0.1) }),
    );
    expect(lines).toContain(`${mark}  n-plus-one`);
  });

  it('states that nothing else differs', () => {
    expect(findings(report('GET /x', { fields: [field('$.costUsd')] }))).toContain(
      'Nothing else differs.',
    );
  });

  it.each([
    ['GET /api/request-logs/{id}', field('$.model')],
    ['GET /api/request-logs', field('$.items[*].id')],
    ['GET /api/request-logs', field('$.items[*].finishReason', 'changed')],
    ['POST /v1/chat/completions', field('$')],
  ])('admits a difference on %s that no planted bug explains', (route, unexpected) => {
    const lines = findings(report(route, { fields: [unexpected] }));
    expect(lines).not.toContain('Nothing else differs.');
    expect(lines.at(-1)).toContain(`${route}: body ${unexpected.template}`);
  });
});

describe('a candidate error', () => {
  it('is not one of the planted bugs', () => {
    const outcomes = {
      match: 0,
      mismatch: 0,
      noise: 0,
      candidateError: 4,
      primaryError: 0,
      skipped: 0,
      cascade: 0,
    };
    expect(findings(report('GET /x', { outcomes })).at(-1)).toBe(
      '  GET /x: 4 times no answer from the candidate',
    );
  });
});

describe('the table of routes', () => {
  it('has a row for each route, with the most frequent difference', () => {
    const fields = ['a', 'b', 'c', 'd', 'e'].map((name) => field(`$.${name}`));
    const table = tableOf(report('GET /x', { fields }));
    expect(table).toMatch(/GET \/x +│ +10 │ +3 │ \$\.a changed ×3 /);
    expect(table).toContain('and 2 more');
  });

  it("has the ratio of the candidate's time", () => {
    const latency = { primary: timesOf(2), candidate: timesOf(5), secondary: noTimes };
    expect(tableOf(report('GET /x', { latency }))).toContain('2.0 → 5.0  ×2.5');
  });

  it("compares the candidate's times with the secondary's", () => {
    const latency = { primary: timesOf(2), candidate: timesOf(5), secondary: timesOf(4) };
    expect(tableOf(report('GET /x', { latency }))).toContain('4.0 → 5.0  ×1.3');
  });

  it('has no median for fewer than 30 times', () => {
    const latency = { primary: timesOf(2, 29), candidate: timesOf(5, 29), secondary: noTimes };
    expect(tableOf(report('GET /x', { latency }))).not.toContain('→');
  });

  it('has the number of exchanges without an answer of the candidate', () => {
    const outcomes = {
      match: 0,
      mismatch: 0,
      noise: 0,
      candidateError: 4,
      primaryError: 0,
      skipped: 0,
      cascade: 0,
    };
    expect(tableOf(report('GET /x', { outcomes }))).toContain('4 errors');
  });
});
