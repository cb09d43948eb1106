import { Counter, Gauge, type Registry } from 'prom-client';
import { deployments } from '../route-counts.ts';
import type { ProcessTotals } from '../../vocabulary/plane-message.ts';
import { type Refusal, refusals } from '../../vocabulary/served.ts';

type Totals = () => ProcessTotals | null;

/**
 * What the whole process has counted, as its supervisor last said. Before it has said anything
 * there are no samples: a zero after a restart of this plane would look like a counter that was
 * reset, and the next true value like a burst.
 *
 * @returns registers a gauge for each present value that was not reported before; to be called
 *   ahead of each scrape
 */
export function registerTotalsMetrics(registry: Registry, totals: Totals): () => void {
  counter(registry, {
    name: 'parallax_shed_total',
    help: 'Exchanges that were left uncompared to protect the live path, by reason.',
    label: 'reason',
    read: () => totals()?.shed,
  });
  counter(registry, {
    name: 'parallax_opaque_connections_total',
    help: 'Client connections that were relayed unparsed and so not compared, by reason.',
    label: 'reason',
    read: () => totals()?.opaque,
  });
  counter(registry, {
    name: 'parallax_client_answers_total',
    help: "Primary's answers to clients by class of status, but for those on opaque connections.",
    label: 'class',
    read: () => totals()?.answers,
  });
  counter(registry, {
    name: 'parallax_primary_connect_failures_total',
    help: 'Client connections for which no connection to primary could be made, by reason.',
    label: 'reason',
    read: () => totals()?.connectFaults,
  });
  for (const refusal of refusals) refusalCounter(registry, totals, refusal);
  registerOutages(registry, totals);
  counter(registry, {
    name: 'parallax_plane_restarts_total',
    help: 'Times a plane had to be restarted.',
    label: 'plane',
    read: () => totals()?.restarts,
  });
  counter(registry, {
    name: 'parallax_plane_cpu_seconds_total',
    help: 'CPU time of the thread a plane runs on.',
    label: 'plane',
    read: () => totals()?.cpuSeconds,
  });
  return () => {
    for (const name of Object.keys(totals()?.gauges ?? {})) reportedGauge(registry, totals, name);
  };
}

interface CounterReading {
  readonly name: string;
  readonly help: string;
  readonly label: string;
  readonly read: () => Readonly<Record<string, number>> | undefined;
}

function counter(registry: Registry, { name, help, label, read }: CounterReading): void {
  void new Counter({
    name,
    help,
    labelNames: [label],
    registers: [registry],
    collect() {
      this.reset();
      for (const [value, count] of Object.entries(read() ?? {}))
        this.inc({ [label]: value }, count);
    },
  });
}

const refusalHelp: Readonly<Record<Refusal, string>> = {
  bad_gateways: 'Requests that Parallax answered 502 itself, as primary could not be reached.',
  connections_refused: 'Client connections that were turned away at limits.connections.',
};

function refusalCounter(registry: Registry, totals: Totals, refusal: Refusal): void {
  void new Counter({
    name: `parallax_${refusal}_total`,
    help: refusalHelp[refusal],
    registers: [registry],
    collect() {
      this.reset();
      const latest = totals();
      if (latest !== null) this.inc(latest.refusals[refusal]);
    },
  });
}

function registerOutages(registry: Registry, totals: Totals): void {
  void new Gauge({
    name: 'parallax_deployment_unreachable',
    help: 'Whether the last attempt to connect to a deployment failed.',
    labelNames: ['deployment'],
    registers: [registry],
    collect() {
      this.reset();
      const latest = totals();
      if (latest === null) return;
      for (const deployment of deployments) this.set({ deployment }, 0);
      for (const { deployment } of latest.outages) this.set({ deployment }, 1);
    },
  });
}

/** What the planes' gauges mean; one that is not listed is exported all the same. */
const gaugeHelp: Readonly<Record<string, string>> = {
  connections: 'Open client connections.',
  capture_bytes: 'Bytes held for mirroring, of capture.budgetBytes.',
  mirror_queue: 'Exchanges waiting for the candidate.',
  mirror_in_flight: 'Requests the candidate has not answered yet.',
  identities: 'Identities whose names in either deployment are known.',
  mirror_lag_seconds: 'From the answer of primary to the mirrored request, of the last one sent.',
  breaker_open: 'Whether mirroring is suspended because the candidate failed too often.',
  candidate_outages:
    'How often the candidate was found stopped since the shadow plane started, where it does not say its version.',
  secondary_in_flight: 'Requests the secondary has not answered yet.',
  secondary_failures:
    'Requests the secondary gave no whole answer to since the shadow plane started.',
  secondary_breaker_open: 'Whether the secondary is left out because it failed too often.',
  secondary_missed_writes:
    'Writes the secondary may have missed since the shadow plane started; its state is to be renewed.',
};

function reportedGauge(registry: Registry, totals: Totals, reported: string): void {
  const name = `parallax_${reported}`;
  if (registry.getSingleMetric(name) !== undefined) return;
  void new Gauge({
    name,
    help: gaugeHelp[reported] ?? `The ${reported.replaceAll('_', ' ')} at present.`,
    registers: [registry],
    collect() {
      const value = totals()?.gauges[reported];
      if (value === undefined) this.reset();
      else this.set(value);
    },
  });
}
