import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { comparisonOf, differenceOf, mismatchOf, totalsOf } from '../control/comparison-fixture.ts';
import { type ControlWorker, startControlWorker } from '../control/control-worker.ts';
import { type Prometheus, prometheusPath, startPrometheus } from '../support/prometheus.ts';

interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

describe.skipIf(prometheusPath === null)('a real Prometheus', () => {
  let worker: ControlWorker;
  let prometheus: Prometheus;

  beforeAll(async () => {
    worker = await startControlWorker();
    worker.report(totalsOf({ restarts: { shadow: 2, compare: 0, control: 0 } }));
    await worker.feed([comparisonOf(), comparisonOf(), mismatchOf([differenceOf()])]);
    const target = new URL(worker.url).host;
    const config = `scrape_configs: [{job_name: parallax, scrape_interval: 1s, static_configs: [{targets: ['${target}']}]}]`;
    prometheus = await startPrometheus(config);
    await query('up{job="parallax"} == 1');
  });

  afterAll(async () => {
    await prometheus[Symbol.asyncDispose]();
    await worker[Symbol.asyncDispose]();
  });

  async function samplesNow(expression: string): Promise<readonly Sample[]> {
    const parameters = new URLSearchParams({ query: expression });
    const answer = await fetch(`${prometheus.url}/api/v1/query?${parameters.toString()}`);
    if (!answer.ok) return [];
    return ((await answer.json()) as { data: { result: Sample[] } }).data.result;
  }

  /** Its result once there is one: after a scrape that was late, Prometheus has none for a while. */
  function query(expression: string): Promise<readonly Sample[]> {
    return vi.waitUntil(
      async () => {
        const samples = await samplesNow(expression);
        return samples.length > 0 && samples;
      },
      { interval: 200, timeout: 60_000 },
    );
  }

  it('scrapes the control plane and has its exchanges by outcome', async () => {
    const found = await query('parallax_exchanges_total{outcome="match"}');
    expect(found).toMatchObject([
      { metric: { route: 'GET /api/costs', area: 'costs' }, value: [expect.any(Number), '2'] },
    ]);
  });

  it('can divide mismatches by exchanges', async () => {
    const [share] = await query(
      'sum by (area) (parallax_mismatches_total{aspect="body"}) / sum by (area) (parallax_exchanges_total)',
    );
    expect(Number(share?.value[1])).toBeCloseTo(1 / 3);
  });

  it('can compute quantiles of response times by deployment', async () => {
    const found = await query(
      'histogram_quantile(0.5, sum by (deployment, le) (parallax_response_seconds_bucket))',
    );
    const quantiles = new Map(found.map(({ metric, value }) => [metric.deployment, value[1]]));
    expect(new Set(quantiles.keys())).toEqual(new Set(['candidate', 'primary']));
    expect(Number(quantiles.get('candidate'))).toBeGreaterThan(Number(quantiles.get('primary')));
  });

  it('has the counts of the process', async () => {
    const found = await query('parallax_plane_restarts_total > 0');
    expect(found).toMatchObject([
      { metric: { plane: 'shadow' }, value: [expect.any(Number), '2'] },
    ]);
  });

  it('accepts all samples', async () => {
    const [kept] = await query('scrape_samples_post_metric_relabeling - scrape_samples_scraped');
    expect(kept?.value[1]).toBe('0');
  });
});
