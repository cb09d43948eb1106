import type { MetricSelector } from '../../config/metric-selector.ts';
import { type Sample, readExposition } from './exposition.ts';
import { type ResourceSource, startTimeMetric } from './resource-names.ts';

/** The metrics of a deployment at one moment. */
export interface ResourceReading {
  /** When the process started, in seconds since 1970; null if the metrics do not contain it. */
  readonly startTime: number | null;
  readonly levels: ReadonlyMap<string, number>;
  /** Totals since the process started. */
  readonly totals: ReadonlyMap<string, number>;
}

/** Reads the resources in metrics; series of one metric, such as those of generations, are added up. */
export function readResources(text: string, sources: readonly ResourceSource[]): ResourceReading {
  const wanted = new Set(
    sources.flatMap(({ selectors }) => selectors.map(({ metric }) => metric)),
  ).add(startTimeMetric);
  const samples = Map.groupBy(readExposition(text, wanted), ({ metric }) => metric);
  const levels = new Map<string, number>();
  const totals = new Map<string, number>();
  for (const { kind, resource, selectors } of sources) {
    const value = firstOf(samples, selectors);
    if (value === null) continue;
    (kind === 'level' ? levels : totals).set(resource, value);
  }
  return { startTime: firstOf(samples, [{ metric: startTimeMetric, labels: [] }]), levels, totals };
}

function firstOf(
  samples: ReadonlyMap<string, readonly Sample[]>,
  selectors: readonly MetricSelector[],
): number | null {
  for (const { metric, labels } of selectors) {
    const selected = (samples.get(metric) ?? []).filter((sample) =>
      labels.every(([name, value]) => sample.labels.get(name) === value),
    );
    if (selected.length > 0) return selected.reduce((sum, { value }) => sum + value, 0);
  }
  return null;
}
