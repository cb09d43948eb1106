/** Samples of a metric of Prometheus: by name, and by labels that must have these values. */
export interface MetricSelector {
  readonly metric: string;
  readonly labels: readonly (readonly [name: string, value: string])[];
}

const selectorPattern = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})?$/s;
const matcherPattern = /^\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"([^"\\]*)"\s*(?:,|$)/;

/** Reads `name` or `name{label="value"}`; null for anything else, such as `=~` or an escape. */
export function parseMetricSelector(text: string): MetricSelector | null {
  const [, metric, inBraces = ''] = selectorPattern.exec(text.trim()) ?? [];
  if (metric === undefined) return null;
  const labels: (readonly [string, string])[] = [];
  let rest = inBraces;
  while (rest.trim() !== '') {
    const [matched, name, value] = matcherPattern.exec(rest) ?? [];
    if (matched === undefined || name === undefined || value === undefined) return null;
    labels.push([name, value]);
    rest = rest.slice(matched.length);
  }
  return { metric, labels };
}

/** Why a text is not a selector; null if it is one. */
export function metricSelectorFault(text: string): string | null {
  return parseMetricSelector(text) === null
    ? 'write the name of a metric, with or without labels: app_jobs_total{queue="mail"}'
    : null;
}
