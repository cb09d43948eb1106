import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { opaqueReasons, shedReasons } from '../../../src/vocabulary/shed.ts';
import { turnedAwayReasons } from '../../../src/vocabulary/turned-away.ts';
import { systemProgram } from '../../support/system-package.ts';
import { comparisonOf, differenceOf, mismatchOf, totalsOf } from '../comparison-fixture.ts';
import { instance, planeUnderTest, type PlaneUnderTest } from '../plane-under-test.ts';

const promtool = systemProgram('promtool', { package: 'prometheus' });

async function scrape(plane: PlaneUnderTest): Promise<string> {
  return (await plane.ask('/metrics')).text();
}

/** The samples whose name starts so, without process metrics' noise. */
async function samples(plane: PlaneUnderTest, start: string): Promise<readonly string[]> {
  return (await scrape(plane)).split('\n').filter((line) => line.startsWith(start));
}

describe('the metrics of comparisons', () => {
  it('are in the text format of Prometheus', async () => {
    using plane = planeUnderTest();
    const answer = await plane.ask('/metrics');
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  });

  it('have all outcomes of a route from its first exchange', async () => {
    using plane = planeUnderTest();
    await plane.feed([comparisonOf()]);
    expect(await samples(plane, 'parallax_exchanges_total{')).toEqual([
      'parallax_exchanges_total{route="GET /api/costs",operation="",area="costs",outcome="match"} 1',
      'parallax_exchanges_total{route="GET /api/costs",operation="",area="costs",outcome="mismatch"} 0',
      'parallax_exchanges_total{route="GET /api/costs",operation="",area="costs",outcome="noise"} 0',
      'parallax_exchanges_total{route="GET /api/costs",operation="",area="costs",outcome="candidate_error"} 0',
      'parallax_exchanges_total{route="GET /api/costs",operation="",area="costs",outcome="primary_error"} 0',
      'parallax_exchanges_total{route="GET /api/costs",operation="",area="costs",outcome="skipped"} 0',
      'parallax_exchanges_total{route="GET /api/costs",operation="",area="costs",outcome="cascade"} 0',
      'parallax_exchanges_total{route="GET /api/costs",operation="",area="costs",outcome="racy"} 0',
    ]);
  });

  it('have the operation of a route in a label of its own', async () => {
    using plane = planeUnderTest();
    await plane.feed([comparisonOf({ route: 'POST /graphql GetCosts' })]);
    const labels = 'route="POST /graphql",operation="GetCosts"';
    expect(await samples(plane, 'parallax_exchanges_total{')).toContain(
      `parallax_exchanges_total{${labels},area="costs",outcome="match"} 1`,
    );
    expect(await samples(plane, 'parallax_response_seconds_count')).toContain(
      `parallax_response_seconds_count{${labels},area="costs",deployment="candidate"} 1`,
    );
  });

  it('include mismatches by aspect', async () => {
    using plane = planeUnderTest();
    await plane.feed([mismatchOf([differenceOf()]), mismatchOf([differenceOf()])]);
    expect(await samples(plane, 'parallax_mismatches_total{')).toEqual([
      'parallax_mismatches_total{route="GET /api/costs",operation="",area="costs",aspect="status"} 0',
      'parallax_mismatches_total{route="GET /api/costs",operation="",area="costs",aspect="header"} 0',
      'parallax_mismatches_total{route="GET /api/costs",operation="",area="costs",aspect="body"} 2',
    ]);
  });

  it('are the same at each scrape if nothing happens in between', async () => {
    using plane = planeUnderTest();
    await plane.feed([comparisonOf()]);
    const first = await samples(plane, 'parallax_');
    expect(await samples(plane, 'parallax_')).toEqual(first);
  });

  it('include response times as a cumulative histogram of both deployments', async () => {
    using plane = planeUnderTest();
    await plane.feed([comparisonOf(), comparisonOf()]);
    const labels = 'route="GET /api/costs",operation="",area="costs",deployment="candidate"';
    const found = await samples(plane, 'parallax_response_seconds');
    expect(found.filter((line) => line.includes(labels))).toEqual(
      expect.arrayContaining([
        `parallax_response_seconds_bucket{le="0.01",${labels}} 0`,
        `parallax_response_seconds_bucket{le="0.025",${labels}} 2`,
        `parallax_response_seconds_bucket{le="60",${labels}} 2`,
        `parallax_response_seconds_bucket{le="+Inf",${labels}} 2`,
        `parallax_response_seconds_sum{${labels}} 0.024`,
        `parallax_response_seconds_count{${labels}} 2`,
      ]),
    );
    expect(found.filter((line) => line.includes('deployment="primary"'))).toHaveLength(21);
  });

  it('include response times of the secondary if one answered', async () => {
    using plane = planeUnderTest();
    const answer = { status: 200, firstByteMs: 8, totalMs: 20, bodyBytes: 150, stream: null };
    const secondary = { answer, differences: [], truncated: false };
    await plane.feed([
      comparisonOf({ secondary }),
      comparisonOf(),
      comparisonOf({ secondary: { ...secondary, answer: null } }),
      comparisonOf({ secondary: { ...secondary, answer: { ...answer, totalMs: null } } }),
    ]);
    const counts = await samples(plane, 'parallax_response_seconds_count');
    expect(counts).toEqual([
      'parallax_response_seconds_count{route="GET /api/costs",operation="",area="costs",deployment="primary"} 3',
      'parallax_response_seconds_count{route="GET /api/costs",operation="",area="costs",deployment="candidate"} 3',
      'parallax_response_seconds_count{route="GET /api/costs",operation="",area="costs",deployment="secondary"} 1',
    ]);
  });

  it('have buckets below a millisecond, for answers from a cache', async () => {
    using plane = planeUnderTest();
    await plane.feed([comparisonOf()]);
    const bounds = (await samples(plane, 'parallax_response_seconds_bucket')).map(
      (line) => /le="([^"]+)"/.exec(line)?.[1],
    );
    expect(bounds.slice(0, 4)).toEqual(['0.0001', '0.00025', '0.0005', '0.001']);
  });

  it('have no label that Prometheus adds itself', async () => {
    using plane = planeUnderTest();
    plane.report(totalsOf());
    await plane.feed([comparisonOf()]);
    expect(await scrape(plane)).not.toMatch(/[{,](?:instance|job)="/);
  });

  it('include the version of Parallax and of the candidate', async () => {
    using plane = planeUnderTest();
    expect(await samples(plane, 'parallax_info{')).toEqual([
      expect.stringMatching(
        `^parallax_info{version="\\d+\\.\\d+\\.\\d+",process="${instance}"} 1$`,
      ),
    ]);
  });
});

async function histograms(plane: PlaneUnderTest): Promise<readonly string[]> {
  const lines = await samples(plane, 'parallax_response_seconds_count');
  return lines.filter((line) => line.includes('deployment="candidate"'));
}

describe('the limit of series', () => {
  const threeRoutes = [
    comparisonOf({ route: 'GET /a' }),
    comparisonOf({ route: 'GET /b' }),
    comparisonOf({ route: 'GET /c' }),
  ];

  it('counts histograms of further routes under (other), and keeps their counters', async () => {
    // 85 routes have 935 counters, so one route may have histograms.
    using plane = planeUnderTest({ routesMax: 85, metrics: { seriesMax: 1000 } });
    await plane.feed(threeRoutes);
    expect(await histograms(plane)).toEqual([
      'parallax_response_seconds_count{route="GET /a",operation="",area="costs",deployment="candidate"} 1',
      'parallax_response_seconds_count{route="(other)",operation="",area="costs",deployment="candidate"} 2',
    ]);
    expect(await samples(plane, 'parallax_routes_sharing_times')).toEqual([
      'parallax_routes_sharing_times 2',
    ]);
    expect(await scrape(plane)).toContain('parallax_exchanges_total{route="GET /c",');
  });

  it('by area gives all routes of an area one histogram', async () => {
    using plane = planeUnderTest({ metrics: { histograms: 'area' } });
    await plane.feed(threeRoutes);
    expect(await histograms(plane)).toEqual([
      'parallax_response_seconds_count{route="(all)",operation="",area="costs",deployment="candidate"} 3',
    ]);
  });

  it('without histograms exports none', async () => {
    using plane = planeUnderTest({ metrics: { histograms: 'none' } });
    await plane.feed(threeRoutes);
    expect(await histograms(plane)).toEqual([]);
  });
});

describe('the metrics of the process', () => {
  it('are missing before the first report of the supervisor, because a zero would look like a reset', async () => {
    using plane = planeUnderTest();
    expect(await samples(plane, 'parallax_shed_total{')).toEqual([]);
  });

  it('have all reasons, also those that never occurred', async () => {
    using plane = planeUnderTest();
    plane.report(totalsOf());
    expect(await samples(plane, 'parallax_shed_total{')).toEqual(
      shedReasons.map((reason) => `parallax_shed_total{reason="${reason}"} 0`),
    );
    expect(await samples(plane, 'parallax_opaque_connections_total{')).toEqual(
      opaqueReasons.map((reason) => `parallax_opaque_connections_total{reason="${reason}"} 0`),
    );
    expect(await samples(plane, 'parallax_turned_away_total{')).toEqual(
      turnedAwayReasons.map((reason) => `parallax_turned_away_total{reason="${reason}"} 0`),
    );
  });

  it('are replaced by the next report', async () => {
    using plane = planeUnderTest();
    plane.report(totalsOf({ restarts: { shadow: 1, compare: 0, control: 0 } }));
    await scrape(plane);
    plane.report(totalsOf({ restarts: { shadow: 2, compare: 0, control: 1 } }));
    expect(await samples(plane, 'parallax_plane_restarts_total{')).toEqual([
      'parallax_plane_restarts_total{plane="shadow"} 2',
      'parallax_plane_restarts_total{plane="compare"} 0',
      'parallax_plane_restarts_total{plane="control"} 1',
    ]);
  });

  it('include the answers to clients by status class, and those of Parallax itself', async () => {
    using plane = planeUnderTest();
    plane.report(
      totalsOf({
        answers: { '2xx': 5, '3xx': 0, '4xx': 0, '5xx': 1, other: 0 },
        turnedAway: { ...totalsOf().turnedAway, bad_gateway: 2 },
      }),
    );
    const found = await scrape(plane);
    expect(found).toContain('\nparallax_client_answers_total{class="2xx"} 5\n');
    expect(found).toContain('\nparallax_client_answers_total{class="other"} 0\n');
    expect(found).toContain('\nparallax_turned_away_total{reason="bad_gateway"} 2\n');
    expect(found).toContain('\nparallax_primary_connect_failures_total{reason="refused"} 0\n');
  });

  it('include a histogram of the latency that Parallax may have added', async () => {
    using plane = planeUnderTest();
    plane.report(totalsOf());
    expect(await samples(plane, 'parallax_live_delay_seconds')).toEqual([]);
    const counts = [5, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 1];
    plane.report(totalsOf({ delays: { counts, sumSeconds: 2.5 } }));
    expect(await samples(plane, 'parallax_live_delay_seconds')).toEqual(
      expect.arrayContaining([
        'parallax_live_delay_seconds_bucket{le="0.0001"} 5',
        'parallax_live_delay_seconds_bucket{le="0.001"} 7',
        'parallax_live_delay_seconds_bucket{le="1"} 7',
        'parallax_live_delay_seconds_bucket{le="+Inf"} 8',
        'parallax_live_delay_seconds_sum 2.5',
        'parallax_live_delay_seconds_count 8',
      ]),
    );
  });

  it('state whether each deployment can be reached', async () => {
    using plane = planeUnderTest();
    expect(await samples(plane, 'parallax_deployment_unreachable{')).toEqual([]);
    const url = 'http://candidate.test';
    plane.report(
      totalsOf({ outages: [{ deployment: 'candidate', url, fault: 'refused', sinceMs: 1 }] }),
    );
    expect(await samples(plane, 'parallax_deployment_unreachable{')).toEqual([
      'parallax_deployment_unreachable{deployment="primary"} 0',
      'parallax_deployment_unreachable{deployment="candidate"} 1',
      'parallax_deployment_unreachable{deployment="secondary"} 0',
    ]);
    plane.report(totalsOf());
    expect(await samples(plane, 'parallax_deployment_unreachable{')).toContain(
      'parallax_deployment_unreachable{deployment="candidate"} 0',
    );
  });

  it('include the CPU time of each plane', async () => {
    using plane = planeUnderTest();
    plane.report(totalsOf());
    expect(await samples(plane, 'parallax_plane_cpu_seconds_total{')).toContain(
      'parallax_plane_cpu_seconds_total{plane="live"} 1.5',
    );
  });

  it('include all gauges that a plane reports, also unknown ones', async () => {
    using plane = planeUnderTest();
    plane.report(totalsOf({ gauges: { connections: 7, held_writes: 4 } }));
    await scrape(plane);
    plane.report(totalsOf({ gauges: { connections: 8, held_writes: 5 } }));
    const found = await scrape(plane);
    expect(found).toContain('\nparallax_connections 8\n');
    expect(found).toContain('\nparallax_held_writes 5\n');
  });
});

describe.skipIf(promtool === null)('promtool check metrics', () => {
  it('reports no problem, whatever the names of routes', async () => {
    using plane = planeUnderTest();
    plane.report(totalsOf());
    await plane.feed([
      comparisonOf(),
      mismatchOf([differenceOf()]),
      comparisonOf({ route: 'GET /"quoted"\\' }),
      comparisonOf({ route: 'GET /ключ/\u202Eevil' }),
      comparisonOf({ route: 'GET /a\nb\0c' }),
    ]);
    const checked = spawnSync(promtool!, ['check', 'metrics'], {
      input: await scrape(plane),
      encoding: 'utf8',
    });
    expect(checked.stdout + checked.stderr).toBe('');
    expect(checked.status).toBe(0);
  });
});
