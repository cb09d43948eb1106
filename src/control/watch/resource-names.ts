import { type MetricSelector, parseMetricSelector } from '../../config/metric-selector.ts';
import type { ResourceKind, WatchedResource } from '../../vocabulary/watched-resource.ts';

/** How a resource is found in the metrics of a deployment. */
export interface ResourceSource extends WatchedResource {
  /** The first one that has samples is read. */
  readonly selectors: readonly MetricSelector[];
}

/** The resources of the usual client libraries: of Node.js, .NET, the JVM, Go and Python. */
const usual: readonly (readonly [resource: string, kind: ResourceKind, metrics: string[]])[] = [
  [
    'memory',
    'level',
    [
      'process_resident_memory_bytes',
      'process_working_set_bytes',
      'dotnet_process_memory_working_set_bytes',
      'dotnet_total_memory_bytes',
      'jvm_memory_used_bytes',
      'jvm_memory_bytes_used',
      'go_memstats_sys_bytes',
    ],
  ],
  [
    'cpu',
    'work',
    [
      'process_cpu_seconds_total',
      'dotnet_process_cpu_time_seconds_total',
      'process_cpu_time_total',
    ],
  ],
  [
    'gc_pauses',
    'work',
    [
      'nodejs_gc_duration_seconds_sum',
      'go_gc_duration_seconds_sum',
      'jvm_gc_collection_seconds_sum',
      'jvm_gc_pause_seconds_sum',
      'dotnet_gc_pause_time_seconds_total',
    ],
  ],
  ['collections', 'work', ['dotnet_collection_count_total', 'dotnet_gc_collections_total']],
  ['event_loop_lag', 'level', ['nodejs_eventloop_lag_p99_seconds']],
  [
    'handles',
    'level',
    [
      'process_open_fds',
      'process_open_handles',
      'nodejs_active_handles_total',
      'process_files_open_files',
    ],
  ],
  ['exceptions', 'work', ['dotnet_exceptions_total', 'dotnet_exceptions_count_total']],
  [
    'database_errors',
    'work',
    ['hikaricp_connections_timeout_total', 'db_client_connections_timeouts_total'],
  ],
];

/** When a process started; it distinguishes processes behind one address. */
export const startTimeMetric = 'process_start_time_seconds';

/** The names of metrics to look for: the usual ones, or the user's in place of them. */
export function resourceSources(
  names: Readonly<Record<string, string>>,
): readonly ResourceSource[] {
  const own = new Map(Object.entries(names));
  const sources = usual.map(([resource, kind, metrics]): ResourceSource => {
    const given = own.get(resource);
    own.delete(resource);
    return given === undefined
      ? { resource, kind, selectors: metrics.map((metric) => ({ metric, labels: [] })) }
      : { resource, kind, selectors: selectorsOf(given) };
  });
  for (const [resource, given] of own) {
    const selectors = selectorsOf(given);
    // Requests are always a counter, whatever their metric is called, because other values are divided by them.
    const isWork =
      resource === 'requests' ||
      selectors.some(({ metric }) => /_(?:total|sum|count)$/.test(metric));
    sources.push({ resource, kind: isWork ? 'work' : 'level', selectors });
  }
  return sources;
}

function selectorsOf(text: string): readonly MetricSelector[] {
  const selector = parseMetricSelector(text);
  return selector === null ? [] : [selector];
}
