import { Counter, Gauge, type Registry } from 'prom-client';
import { type GaugeName, gaugeNames, gauges } from '../vocabulary/gauges.ts';
import { DelaySeconds } from './delay-seconds.ts';
import type { Outage } from '../vocabulary/outage.ts';
import type { ConfigState, ProcessTotals } from '../vocabulary/plane-message.ts';

type Totals = () => ProcessTotals | null;

/**
 * What the whole process has counted, as its supervisor last said. Before it has said anything
 * there are no samples: a zero after a restart of this plane would look like a counter that was
 * reset, and the next true value like a burst.
 *
 * @param deployments that this process connects to
 * @returns registers a gauge for each present value that was not reported before; to be called
 *   ahead of each scrape
 */
export function registerTotalsMetrics(
  registry: Registry,
  totals: Totals,
  deployments: readonly Outage['deployment'][],
): () => void {
  counter(registry, {
    name: 'parallax_shed_total',
    help: 'Exchanges lost to comparison in order to protect clients, by reason.',
    label: 'reason',
    read: () => totals()?.shed,
  });
  counter(registry, {
    name: 'parallax_opaque_connections_total',
    help: 'Client connections that were served without parsing, and so not compared, by reason.',
    label: 'reason',
    read: () => totals()?.opaque,
  });
  counter(registry, {
    name: 'parallax_turned_away_total',
    help: 'Client connections that Parallax closed and requests that it answered itself, by reason.',
    label: 'reason',
    read: () => totals()?.turnedAway,
  });
  counter(registry, {
    name: 'parallax_own_limits_total',
    help: 'Connections that failed because Parallax had no descriptor, port or memory left, by peer. If the peer is primary, the client got a 502.',
    label: 'peer',
    read: () => totals()?.ownLimits,
  });
  counter(registry, {
    name: 'parallax_client_answers_total',
    help: "Primary's answers to clients, by status class; without those on opaque connections.",
    label: 'class',
    read: () => totals()?.answers,
  });
  counter(registry, {
    name: 'parallax_primary_connect_failures_total',
    help: 'Failed connections to primary, by reason; each is one client connection.',
    label: 'reason',
    read: () => totals()?.connectFaults,
  });
  registry.registerMetric(new DelaySeconds(totals));
  registerOutages(registry, totals, deployments);
  registerConfigState(registry, totals);
  counter(registry, {
    name: 'parallax_plane_restarts_total',
    help: 'Restarts of a plane after it failed.',
    label: 'plane',
    read: () => totals()?.restarts,
  });
  counter(registry, {
    name: 'parallax_plane_cpu_seconds_total',
    help: 'CPU time used by the thread of a plane.',
    label: 'plane',
    read: () => totals()?.cpuSeconds,
  });
  return () => {
    const reported = totals()?.gauges ?? {};
    for (const name of gaugeNames) {
      if (reported[name] !== undefined) reportedGauge(registry, totals, name);
    }
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

function registerOutages(
  registry: Registry,
  totals: Totals,
  deployments: readonly Outage['deployment'][],
): void {
  void new Gauge({
    name: 'parallax_deployment_unreachable',
    help: '1 if the last attempt to connect to the deployment failed, else 0.',
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

function registerConfigState(registry: Registry, totals: Totals): void {
  const read: readonly (readonly [string, string, (state: ConfigState) => number])[] = [
    [
      'parallax_config_reload_success',
      '1 if the last reload of the config succeeded or there was none, else 0.',
      ({ lastReload }) => ((lastReload?.faults.length ?? 0) === 0 ? 1 : 0),
    ],
    [
      'parallax_config_reload_seconds',
      'Unix time of the last reload of the config, or of the start.',
      ({ lastReload, sinceMs }) => (lastReload?.atMs ?? sinceMs) / 1000,
    ],
    [
      'parallax_config_in_force_seconds',
      'Unix time at which the present config came into force.',
      ({ sinceMs }) => sinceMs / 1000,
    ],
    [
      'parallax_config_keys_need_restart',
      'Changed keys of the config that need a restart.',
      ({ needRestart }) => needRestart.length,
    ],
  ];
  for (const [name, help, valueOf] of read) {
    void new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        const latest = totals();
        if (latest === null) this.reset();
        else this.set(valueOf(latest.config));
      },
    });
  }
}

function reportedGauge(registry: Registry, totals: Totals, reported: GaugeName): void {
  const name = `parallax_${reported}`;
  if (registry.getSingleMetric(name) !== undefined) return;
  void new Gauge({
    name,
    help: gauges[reported],
    registers: [registry],
    collect() {
      const value = totals()?.gauges[reported];
      if (value === undefined) this.reset();
      else this.set(value);
    },
  });
}
