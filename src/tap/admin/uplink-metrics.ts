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
    [
      'parallax_tap_published_messages_total',
      'Messages of this tap that NATS has acknowledged.',
      'messages',
    ],
    [
      'parallax_tap_published_bytes_total',
      'Bytes of messages of this tap that NATS has acknowledged.',
      'bytes',
    ],
    [
      'parallax_tap_published_exchanges_total',
      'Exchanges in messages of this tap that NATS has acknowledged.',
      'exchanges',
    ],
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
      '1 while this tap is connected to NATS, else 0.',
      () => (state.isConnected() ? 1 : 0),
    ],
    [
      'parallax_tap_unacknowledged_bytes',
      'Bytes of messages of this tap that NATS has not acknowledged yet.',
      state.unackedBytes,
    ],
    [
      'parallax_tap_oldest_unacknowledged_seconds',
      'Age of the oldest message of this tap that NATS has not acknowledged; 0 if there is none.',
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
