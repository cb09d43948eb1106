import { Counter, Gauge, type Registry } from 'prom-client';
import type { Published } from '../uplink.ts';

/** The state of the uplink, read at each scrape. */
export interface UplinkState {
  readonly published: Published;
  readonly isConnected: () => boolean;
  readonly unackedBytes: () => number;
  /** How long the oldest message has waited for its acknowledgement, in milliseconds. */
  readonly oldestMs: () => number;
}

/** Registers the metrics of a tap's connection to NATS. */
export function registerUplinkMetrics(registry: Registry, state: UplinkState): void {
  const counters = [
    ['parallax_tap_published_messages_total', 'Messages that NATS has acknowledged.', 'messages'],
    ['parallax_tap_published_bytes_total', 'Bytes of these messages.', 'bytes'],
    ['parallax_tap_published_exchanges_total', 'Exchanges in these messages.', 'exchanges'],
  ] as const;
  for (const [name, help, key] of counters) {
    void new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(state.published[key]);
      },
    });
  }
  const gauges: readonly (readonly [string, string, () => number])[] = [
    [
      'parallax_tap_connected',
      'Whether there is a connection to NATS.',
      () => (state.isConnected() ? 1 : 0),
    ],
    [
      'parallax_tap_unacknowledged_bytes',
      'Bytes of messages that NATS has not acknowledged.',
      state.unackedBytes,
    ],
    [
      'parallax_tap_oldest_unacknowledged_seconds',
      'For how long the oldest of them waits; 0 where there is none.',
      () => state.oldestMs() / 1000,
    ],
  ];
  for (const [name, help, read] of gauges) {
    void new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  }
}
