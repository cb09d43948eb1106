import { countWords } from './row.ts';

/** The counts of Parallax, from its metrics. */
export interface Counts {
  /** Exchanges by outcome. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly shed: Readonly<Record<string, number>>;
  /** Connections that were relayed without comparing, by reason. */
  readonly opaque: Readonly<Record<string, number>>;
  readonly restarts: number;
  readonly storeUp: number | null;
  readonly savedAtSeconds: number;
  /** Exchanges of the epoch that were compared: with a store, those before a restart, too. */
  readonly comparedOfEpoch: number;
  readonly residentBytes: number;
}

/** Shed before the compare plane, so they do not count as skipped as well. */
const withoutOutcome = ['capture_budget', 'compare_budget', 'control_budget', 'plane_restart'];

export async function readCounts(adminAddress: string): Promise<Counts> {
  const text = await (await fetch(`http://${adminAddress}/metrics`)).text();
  return {
    outcomes: samplesOf(text, 'parallax_exchanges_total', 'outcome'),
    shed: samplesOf(text, 'parallax_shed_total', 'reason'),
    opaque: samplesOf(text, 'parallax_opaque_connections_total', 'reason'),
    restarts: sum(samplesOf(text, 'parallax_plane_restarts_total', 'plane')),
    storeUp: sampleOf(text, 'parallax_store_up'),
    savedAtSeconds: sampleOf(text, 'parallax_store_saved_timestamp_seconds') ?? 0,
    comparedOfEpoch: samplesOf(text, 'parallax_epoch_exchanges', 'stage').compared ?? 0,
    residentBytes: sampleOf(text, 'process_resident_memory_bytes') ?? 0,
  };
}

/** The counts since then. */
export function countsSince(before: Counts, now: Counts): Counts {
  return {
    ...now,
    outcomes: less(now.outcomes, before.outcomes),
    shed: less(now.shed, before.shed),
    opaque: less(now.opaque, before.opaque),
    restarts: now.restarts - before.restarts,
  };
}

function less(
  now: Readonly<Record<string, number>>,
  before: Readonly<Record<string, number>>,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(now).map(([name, count]) => [name, count - (before[name] ?? 0)]),
  );
}

/** Exchanges that were counted in some way. */
export function countedExchanges({ outcomes, shed }: Counts): number {
  const lost = withoutOutcome.map((reason) => shed[reason] ?? 0);
  return sum(outcomes) + lost.reduce((total, count) => total + count, 0);
}

const settledMsMax = 15_000;
const pollMs = 100;
/** Planes report every 250 ms. */
const unchangedMs = 800;

/** Waits until this many exchanges are counted, or the counts stop; without a number, until they stop. */
export async function settledCounts(adminAddress: string, expected?: number): Promise<Counts> {
  const giveUpAt = performance.now() + settledMsMax;
  let changedAt = performance.now();
  let last = '';
  for (;;) {
    const counts = await readCounts(adminAddress);
    const now = performance.now();
    const { outcomes, shed, opaque } = counts;
    const words = JSON.stringify([outcomes, shed, opaque]);
    if (words !== last) changedAt = now;
    last = words;
    // Some planes report later, but a complete count is final.
    if (countedExchanges(counts) === expected && now - changedAt > 2 * pollMs) return counts;
    const isQuiet = now - changedAt > (expected === undefined ? unchangedMs : 5_000);
    if (isQuiet || now > giveUpAt) return counts;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/** The counts in words. */
export function wordsOf({ outcomes, shed, opaque }: Counts): string {
  const { skipped = 0, ...compared } = outcomes;
  const lost = Object.entries(shed).filter(([, count]) => count > 0);
  const left = skipped - lost.reduce((total, [, count]) => total + count, 0);
  const parts = [
    countWords(compared),
    lost.length > 0 ? `shed: ${countWords(shed)}` : '',
    left > 0 ? `left out: ${left}` : '',
    sum(opaque) > 0 ? `connections not followed: ${countWords(opaque)}` : '',
  ];
  return parts.filter((part) => part !== '' && part !== 'nothing').join('; ') || 'nothing';
}

/** Labels may hold braces and commas, so only the requested one is read. */
function samplesOf(text: string, name: string, label: string): Record<string, number> {
  const counts: Record<string, number> = {};
  const samples = new RegExp(`^${name}\\{.*?\\b${label}="(\\w+)".*\\} (\\S+)$`, 'gm');
  for (const [, value = '', count] of text.matchAll(samples)) {
    counts[value] = (counts[value] ?? 0) + Number(count);
  }
  return counts;
}

function sampleOf(text: string, name: string): number | null {
  const sample = new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1];
  return sample === undefined ? null : Number(sample);
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
