import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Registry } from 'prom-client';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { countedAs } from '../../src/control/counted-as.ts';
import { registerArchiveMetrics } from '../../src/control/metrics/archive-metrics.ts';
import { registerDatabaseMetrics } from '../../src/control/metrics/database-metrics.ts';
import { registerStoreMetrics } from '../../src/control/metrics/store-metrics.ts';
import { registerWatchMetrics } from '../../src/control/metrics/watch-metrics.ts';
import { noFaults } from '../../src/control/store/store-fault.ts';
import type { WatchViews } from '../../src/control/watch/watch-view.ts';
import { registerUplinkMetrics } from '../../src/tap/admin/uplink-metrics.ts';
import { noDelays } from '../../src/vocabulary/delays.ts';
import { emptyEvidence } from '../../src/vocabulary/evidence.ts';
import { outcomes } from '../../src/vocabulary/comparison.ts';
import { gaugeNames } from '../../src/vocabulary/gauges.ts';
import { comparisonOf, differenceOf, mismatchOf, totalsOf } from '../control/comparison-fixture.ts';
import { startControlWorker } from '../control/control-worker.ts';
import { queries } from '../control/gate/readings-of.ts';
import { namesInPromql } from '../support/promql.ts';
import { systemProgram } from '../support/system-package.ts';

/** Labels of every target, with those that the operators' PodMonitor adds. */
const targetLabels = ['job', 'instance', 'namespace', 'pod'];

const promtool = systemProgram('promtool', { package: 'prometheus' });

interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly expr: string;
}

interface Panel {
  readonly title: string;
  readonly targets?: readonly Target[];
  /** The panels of a folded row. */
  readonly panels?: readonly Panel[];
}

interface Target {
  readonly expr?: string;
}

function textOf(path: string): string {
  return readFileSync(fileURLToPath(new URL(`../../config/${path}`, import.meta.url)), 'utf8');
}

const rules = (
  parse(textOf('prometheus/parallax.rules.yml')) as { groups: { rules: Rule[] }[] }
).groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(textOf('grafana/parallax.json')) as {
  panels: Panel[];
  links: { url: string }[];
  templating: { list: { name: string; definition?: string }[] };
  annotations: { list: { name: string; expr: string }[] };
};

/** The expression with values for Grafana's variables. */
function filledIn(expression: string): string {
  return expression.replaceAll(/\$__\w+/g, '5m').replaceAll(/\$\w+/g, '.*');
}

const everyPanel = dashboard.panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);
const panels = everyPanel.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr = '' }) => [`panel ${title}`, filledIn(expr)] as const),
);
const variables = dashboard.templating.list.flatMap(({ name, definition }) =>
  definition === undefined
    ? []
    : [
        [
          `variable ${name}`,
          filledIn(definition.replace(/^label_values\((.*), \w+\)$/, '$1')),
        ] as const,
      ],
);
const annotations = dashboard.annotations.list.map(
  ({ name, expr }) => [`annotation ${name}`, filledIn(expr)] as const,
);
const ofRules = rules.map(({ record, alert, expr }) => [record ?? alert ?? '', expr] as const);
const ofManifests = ['kubernetes/argo-rollouts.yaml', 'kubernetes/flagger.yaml'].flatMap((path) =>
  parseAllDocuments(textOf(path)).flatMap((document) =>
    queriesIn(document.toJS()).map((query) => [path, query] as const),
  ),
);

const expressions = [...ofRules, ...panels, ...variables, ...annotations, ...ofManifests];

/** The metrics of a control plane that reads metrics of both deployments. */
const readings = { reads: 1, faults: 1, lastReadMs: null, fault: null };
const block = { index: 1, primary: 1, candidate: 1 };
const watched: WatchViews = {
  resources: () => ({
    blockMs: 1,
    deployments: { primary: readings },
    resources: [
      {
        resource: 'cpu',
        kind: 'work',
        primary: 1,
        candidate: 1,
        ratio: 1,
        factor: 1,
        growth: null,
        blocks: [block, block],
      },
    ],
  }),
  queries: () => [
    {
      name: 'errors',
      query: 'vector(1)',
      of: 'candidate',
      bound: 'at most 1',
      value: 1,
      evaluations: 1,
      breaches: 0,
      failedAt: null,
      fault: null,
      blocks: [],
    },
  ],
};

/** The config of an area that counts something. */
const counting = {
  routes: [{ match: 'GET /api/costs', area: 'costs' }],
  gate: { areas: { costs: { counts: [{ name: 'cost', of: '$.cost', function: 'sum' }] } } },
};

/** Metrics with their labels: of a control plane that runs, of a tap, and those that rules make of them. */
const known = new Map<string, ReadonlySet<string>>();

beforeAll(async () => {
  await using worker = await startControlWorker(undefined, counting);
  const gauges = Object.fromEntries(gaugeNames.map((name) => [name, 1]));
  worker.report(totalsOf());
  const shed = { ...totalsOf().shed, mirror_queue: 1 };
  worker.report(totalsOf({ gauges, shed, delays: noDelays }));
  await worker.feed([
    comparisonOf({ readings: [queries(2, 2)] }),
    mismatchOf([differenceOf()]),
    comparisonOf({ outcome: 'skipped', reason: 'unsafe_method' }),
  ]);
  const registry = new Registry();
  registerUplinkMetrics(registry, {
    published: { messages: 1, bytes: 1, exchanges: 1 },
    isConnected: () => true,
    unackedBytes: () => 1,
    oldestMs: () => 1,
  });
  const health = { faults: noFaults(), bytes: 1, lastSavedMs: 1, isUp: true };
  registerStoreMetrics(registry, { health, isUp: true });
  registerArchiveMetrics(registry, { health });
  registerWatchMetrics(registry, watched);
  registerDatabaseMetrics(registry, { current: emptyEvidence }, () => ({
    reading: 'here',
    faults: { primary: null, candidate: null },
    isReplica: { primary: false, candidate: false },
    dropped: { primary: 0, candidate: 0 },
  }));
  const ofControl = await (await fetch(`${worker.url}/metrics`)).text();
  const exposition = `${ofControl}${await registry.metrics()}`;
  for (const [, metric = '', labels = ''] of exposition.matchAll(/^([a-z_]+)(?:{(.*)})? \S+$/gm)) {
    const names = [...labels.matchAll(/(\w+)="/g)].map(([, label = '']) => label);
    known.set(metric, new Set([...(known.get(metric) ?? []), ...names]));
  }
  for (const { record, expr } of rules) {
    if (record !== undefined) known.set(record, new Set(namesInPromql(expr).grouping));
  }
});

describe('the outcomes in the recording rules', () => {
  it.each([
    ['job_area:parallax_exchanges_compared:rate5m', () => true],
    ['job_area:parallax_mismatches:ratio_rate5m', (isMismatch: boolean) => isMismatch],
  ])('are those that count in the evidence, too: %s', (record, isIn) => {
    const expr = rules.find((rule) => rule.record === record)?.expr ?? '';
    const counted = outcomes.filter((outcome) => {
      const as = countedAs({ outcome, reason: '' });
      return as.kind === 'compared' && isIn(as.isMismatch);
    });
    expect(expr).toContain(`outcome=~"${counted.join('|')}"`);
  });
});

describe('the expressions of rules, dashboard and manifests', () => {
  it.each(expressions)('name existing metrics and labels, in %s: %s', (_, expression) => {
    const { selectors, grouping } = namesInPromql(expression);
    expect(selectors.map(({ metric }) => metric).filter((metric) => !known.has(metric))).toEqual(
      [],
    );
    const unknown = selectors.flatMap(({ metric, labels }) => {
      const there = new Set([...targetLabels, ...(known.get(metric) ?? [])]);
      return labels.filter((label) => !there.has(label));
    });
    expect(unknown).toEqual([]);
    const anywhere = new Set([
      ...targetLabels,
      ...selectors.flatMap(({ metric }) => Array.from(known.get(metric) ?? [])),
    ]);
    expect(grouping.filter((label) => !anywhere.has(label))).toEqual([]);
  });

  it('exist for every panel', () => {
    const withTargets = everyPanel.filter(({ targets }) => targets !== undefined);
    expect(withTargets.length).toBeGreaterThan(15);
    expect(panels.every(([, expression]) => expression !== '')).toBe(true);
  });
});

describe('the dashboard', () => {
  it('links to the pages of Parallax', () => {
    expect(dashboard.links.map(({ url }) => url)).toEqual([
      '${parallax}/',
      '${parallax}/routes',
      '${parallax}/exchanges',
      '${parallax}/health',
    ]);
  });

  it('shows a zero, not an empty panel, while there are no losses', () => {
    const byReason = panels.filter(([, expression]) => expression.includes('by (reason)'));
    expect(byReason.length).toBeGreaterThan(3);
    const empty = byReason.filter(([, expression]) => !expression.includes('or label_replace('));
    expect(empty).toEqual([]);
  });
});

function check(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(promtool!, args, { encoding: 'utf8' });
  return status === 0 ? 'ok' : stdout + stderr;
}

describe.skipIf(promtool === null)('promtool', () => {
  it('accepts the rules', () => {
    const file = fileURLToPath(
      new URL('../../config/prometheus/parallax.rules.yml', import.meta.url),
    );
    expect(check('check', 'rules', '--lint=all', '--lint-fatal', file)).toBe('ok');
  });

  it('passes the tests of the rules', () => {
    const file = fileURLToPath(
      new URL('../../config/prometheus/parallax.rules.test.yml', import.meta.url),
    );
    expect(check('test', 'rules', file)).toBe('ok');
  });

  it('parses every expression of the dashboard and the manifests', () => {
    const folder = mkdtempSync(join(tmpdir(), 'parallax-promql-'));
    const file = join(folder, 'expressions.yml');
    const asRules = expressions.map(([, expr], at) => ({ record: `expression:${at}`, expr }));
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'all', rules: asRules }] }));
    const checked = check('check', 'rules', file);
    rmSync(folder, { recursive: true });
    expect(checked).toBe('ok');
  });
});

describe('the runbook link of an alert', () => {
  it.each(
    rules.flatMap(({ alert, annotations }) => (alert === undefined ? [] : [[alert, annotations]])),
  )('leads to its own section: %s', (alert, annotations) => {
    expect(annotations).toMatchObject({
      runbook_url: `docs/runbooks.md#${alert.toLowerCase()}`,
    });
  });
});

describe('the tests of the rules', () => {
  const tests = parse(textOf('prometheus/parallax.rules.test.yml')) as {
    tests: {
      alert_rule_test?: { alertname: string; exp_alerts: unknown[] }[];
      promql_expr_test?: { expr: string }[];
    }[];
  };

  const cases = tests.tests.flatMap((one) => one.alert_rule_test ?? []);
  const alerts = rules.flatMap(({ alert }) => alert ?? []);

  it.each(alerts)('show %s firing at one time and silent at another', (alert) => {
    const mine = cases.filter(({ alertname }) => alertname === alert);
    const fires = mine.map((one) => one.exp_alerts.length > 0);
    expect(new Set(fires)).toEqual(new Set([true, false]));
  });

  it('include every recording', () => {
    const asked = tests.tests.flatMap((one) => one.promql_expr_test ?? []).map(({ expr }) => expr);
    const lacking = rules.flatMap(({ record }) =>
      record === undefined || asked.some((expr) => expr.includes(record)) ? [] : [record],
    );
    expect(lacking).toEqual([]);
  });
});

/** The PromQL in a manifest: each text under the key `query`. */
function queriesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    key === 'query' && typeof child === 'string' ? [child] : queriesIn(child),
  );
}
