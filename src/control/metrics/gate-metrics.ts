import { Gauge, type Registry } from 'prom-client';
import type { VerdictWord } from '../../vocabulary/verdict.ts';
import type { Gate, Judgement } from '../gate/gate.ts';
import { ofFleet } from './of-fleet.ts';

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

interface GateGauge {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  samples(judgement: Judgement): readonly Sample[];
}

/** The area of criteria over all areas; no area of the config can have this name. */
const allAreas = '(all)';

const scale: Readonly<Record<VerdictWord, number>> = { pass: 1, inconclusive: 0, fail: -1 };

const labelCharsMax = 100;

/** All describe the running epoch, and start again with the next. */
const gateGauges: readonly GateGauge[] = [
  {
    name: 'parallax_gate_verdict',
    help: 'Verdict of the gate on the running candidate: 1 pass, 0 inconclusive, -1 fail.',
    labels: [],
    samples: ({ verdict }) => [{ labels: {}, value: scale[verdict.verdict] }],
  },
  {
    name: 'parallax_gate_criterion',
    help: 'Result of each criterion of the gate: 1 pass, 0 inconclusive, -1 fail.',
    labels: ['area', 'criterion'],
    samples: ({ verdict }) =>
      verdict.criteria.map(({ area, criterion, result }) => ({
        labels: { area: area ?? allAreas, criterion },
        value: scale[result],
      })),
  },
  {
    name: 'parallax_mismatch_ratio',
    help: 'Share of compared exchanges that are mismatches; the bounds lower and upper are a confidence interval.',
    labels: ['area', 'bound'],
    samples: (judgement) =>
      ratesOf(judgement, 'mismatches').flatMap(({ area, rate }) =>
        (['lower', 'estimate', 'upper'] as const).map((bound) => ({
          labels: { area, bound },
          value: rate[bound],
        })),
      ),
  },
  {
    name: 'parallax_mismatch_ratio_budget',
    help: 'Largest parallax_mismatch_ratio with which the gate passes.',
    labels: ['area'],
    samples: (judgement) =>
      ratesOf(judgement, 'mismatches').map(({ area, rate }) => ({
        labels: { area },
        value: rate.budget,
      })),
  },
  {
    name: 'parallax_coverage_ratio',
    help: 'Share of the exchanges that should be compared that were compared.',
    labels: ['area'],
    samples: (judgement) =>
      ratesOf(judgement, 'coverage')
        .filter(({ rate }) => rate.n > 0)
        .map(({ area, rate }) => ({ labels: { area }, value: rate.estimate })),
  },
  {
    name: 'parallax_coverage_ratio_floor',
    help: 'Smallest parallax_coverage_ratio with which the gate passes.',
    labels: ['area'],
    samples: (judgement) =>
      ratesOf(judgement, 'coverage').map(({ area, rate }) => ({
        labels: { area },
        value: rate.budget,
      })),
  },
  {
    name: 'parallax_excused_ratio',
    help: 'Share of compared or excused exchanges that were excused; without those of unseen sessions and things.',
    labels: ['area'],
    samples: (judgement) =>
      ratesOf(judgement, 'excused')
        .filter(({ rate }) => rate.n > 0)
        .map(({ area, rate }) => ({ labels: { area }, value: rate.estimate })),
  },
  {
    name: 'parallax_excused_ratio_max',
    help: 'Largest parallax_excused_ratio with which the gate passes.',
    labels: ['area'],
    samples: (judgement) =>
      ratesOf(judgement, 'excused').map(({ area, rate }) => ({
        labels: { area },
        value: rate.budget,
      })),
  },
  {
    name: 'parallax_gate_soak_seconds',
    help: 'Soak: time during which exchanges of an area were compared.',
    labels: ['area'],
    samples: ({ soak }) =>
      soak.map(({ area, soakedMs }) => ({ labels: { area }, value: soakedMs / 1000 })),
  },
  {
    name: 'parallax_gate_soak_required_seconds',
    help: 'Soak that the gate requires before it passes.',
    labels: ['area'],
    samples: ({ soak }) =>
      soak.map(({ area, requiredMs }) => ({ labels: { area }, value: requiredMs / 1000 })),
  },
  {
    name: 'parallax_counts_total',
    help: 'Totals over the answers of an area in the running epoch, as gate.areas.*.counts defines them.',
    labels: ['area', 'name', 'side'],
    samples: ({ totals }) =>
      totals.flatMap(({ area, totals: ofArea }) =>
        ofArea.flatMap(({ name, primary, candidate }) => [
          { labels: { area, name, side: 'primary' }, value: primary },
          { labels: { area, name, side: 'candidate' }, value: candidate },
        ]),
      ),
  },
  {
    name: 'parallax_gate_epoch_info',
    help: 'Always 1. The labels show the running epoch and its candidate version.',
    labels: ['version', 'epoch'],
    samples: ({ epoch }) => [
      { labels: { version: label(epoch.version), epoch: label(epoch.key) }, value: 1 },
    ],
  },
];

/** The verdict and its basis, evaluated at each scrape. */
export function registerGateMetrics(registry: Registry, gate: Gate): void {
  for (const gauge of gateGauges) {
    void new Gauge({
      name: gauge.name,
      help: ofFleet(gauge.help),
      labelNames: gauge.labels,
      registers: [registry],
      collect() {
        this.reset();
        for (const { labels, value } of gauge.samples(gate.judge())) this.set(labels, value);
      },
    });
  }
}

function ratesOf({ verdict }: Judgement, wanted: 'mismatches' | 'coverage' | 'excused') {
  return verdict.criteria.flatMap(({ criterion, area, rate }) =>
    criterion === wanted && rate !== null ? [{ area: area ?? allAreas, rate }] : [],
  );
}

/** A version comes from the candidate: a control character would break the whole exposition. */
function label(text: string): string {
  return text.slice(0, labelCharsMax).replaceAll(/[\p{Cc}\p{Cs}]/gu, '\ufffd');
}
