import { Gauge, Registry } from 'prom-client';
import type { ProcessTotals } from '../vocabulary/plane-message.ts';
import { registerDefaultMetrics } from './default-metrics.ts';
import { registerTotalsMetrics } from './totals-metrics.ts';

/** Every pod may have such a process: a hundred wake-ups a second would be most of what an idle one costs. */
const lagSampleMs = 500;

export interface SmallRegistry {
  readonly registry: Registry;
  /** Registers metrics that came up since the last scrape. */
  readonly beforeScrape: () => void;
}

/** The metrics of a process without a control plane: what runs, what the process has counted, and what Node.js measures. */
export function createSmallRegistry(
  identity: { readonly version: string; readonly instance: string },
  totals: () => ProcessTotals | null,
): SmallRegistry {
  const registry = new Registry();
  const info = new Gauge({
    name: 'parallax_info',
    help: 'Always 1. The labels show the version of Parallax and the name of this process.',
    labelNames: ['version', 'process'],
    registers: [registry],
  });
  info.set({ version: identity.version, process: identity.instance }, 1);
  const beforeScrape = registerTotalsMetrics(registry, totals, ['primary']);
  registerDefaultMetrics(registry, lagSampleMs);
  return { registry, beforeScrape };
}
