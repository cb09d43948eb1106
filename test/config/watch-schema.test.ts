import { describe, expect, it } from 'vitest';
import { parseMetricSelector } from '../../src/config/metric-selector.ts';
import { configSchema } from '../../src/config/schema.ts';

const metrics = 'http://127.0.0.1:9100/metrics';

/** Faults of a config, as `path: message`. */
function faultsOf(settings: {
  readonly primary?: object;
  readonly candidate?: object;
  readonly [key: string]: unknown;
}): readonly string[] {
  const { error } = configSchema.safeParse({
    ...settings,
    primary: { url: 'http://legacy.test:5000', ...settings.primary },
    candidate: { url: 'http://candidate.test:5001', ...settings.candidate },
  });
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('the config of metrics and queries', () => {
  it('may have a URL of metrics for each deployment', () => {
    expect(faultsOf({ primary: { metrics }, candidate: { metrics } })).toEqual([]);
  });

  it('is a fault if only one deployment has metrics', () => {
    expect(faultsOf({ candidate: { metrics } })).toEqual([
      'candidate.metrics: add primary.metrics: resources of both are compared',
    ]);
  });

  it.each(['http://user:secret@host/metrics', 'ftp://host/metrics', 'host:9100'])(
    'is a fault with an invalid URL: %s',
    (url) => {
      const faults = faultsOf({ primary: { metrics: url }, candidate: { metrics } });
      expect(faults).toEqual([expect.stringMatching(/^primary\.metrics\.url: write http/)]);
      expect(faults.join('')).not.toContain('secret');
    },
  );

  it('is a fault if two readings do not fit into the longest block of time', () => {
    const seldom = { url: metrics, everyMs: 300_001 };
    const prometheus = { url: 'http://prometheus.test:9090', everyMs: 300_001 };
    expect(faultsOf({ primary: { metrics: seldom }, candidate: { metrics }, prometheus })).toEqual([
      'primary.metrics.everyMs: at most 300000 ms (5 minutes)',
      'prometheus.everyMs: at most 300000 ms (5 minutes)',
    ]);
  });

  it('is a fault with TLS settings for a plain URL', () => {
    const tls = { cert: 'client.pem' };
    expect(
      faultsOf({ primary: { metrics: { url: metrics, tls } }, candidate: { metrics } }),
    ).toEqual([
      'primary.metrics.tls: tls needs an https:// url: write https://, or remove tls',
      'primary.metrics.tls.cert: add key: FILE',
    ]);
  });

  it('is a fault with queries and no Prometheus', () => {
    const queries = [{ name: 'errors', query: 'vector(1)', atMost: 1 }];
    expect(faultsOf({ gate: { queries } })).toEqual([
      'gate.queries: add prometheus: http://HOST:PORT, which answers the queries',
    ]);
  });

  it('is a fault if a query has no bound, two bounds or the name of another', () => {
    const query = { name: 'errors', query: 'vector(1)' };
    const queries = [
      { ...query, atMost: 1 },
      query,
      { ...query, name: 'both', atMost: 1, atLeast: 0 },
    ];
    expect(faultsOf({ prometheus: 'http://prometheus.test:9090', gate: { queries } })).toEqual([
      'gate.queries.1: write one of atMost and atLeast',
      'gate.queries.2: write one of atMost and atLeast',
      'gate.queries.1.name: two queries have this name',
    ]);
  });
});

describe('the name of a metric', () => {
  it('may have labels', () => {
    expect(parseMetricSelector('jobs_total{queue="mail", kind="a"}')).toEqual({
      metric: 'jobs_total',
      labels: [
        ['queue', 'mail'],
        ['kind', 'a'],
      ],
    });
  });

  it.each(['', 'jobs_total{queue=~"m.*"}', 'sum(jobs)', 'jobs{a="b"', 'jobs{"a"}'])(
    'is invalid: %s',
    (text) => {
      expect(parseMetricSelector(text)).toBeNull();
    },
  );
});
