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

/** The area of what is asked over all areas; no area of the config can be called so. */
const allAreas = '(all)';

const scale: Readonly<Record<VerdictWord, number>> = { pass: 1, inconclusive: 0, fail: -1 };

const labelCharsMax = 100;

/** All are of the epoch that is running, and so start anew with the next. */
const gateGauges: readonly GateGauge[] = [
  {
    name: 'parallax_gate_verdict',
    help: 'Whether the candidate that runs may be promoted: 1 pass, 0 inconclusive, -1 fail.',
    labels: [],
    samples: ({ verdict }) => [{ labels: {}, value: scale[verdict.verdict] }],
  },
  {
    name: 'parallax_gate_criterion',
    help: 'What each criterion says: 1 pass, 0 inconclusive, -1 fail.',
    labels: ['area', 'criterion'],
    samples: ({ verdict }) =>
      verdict.criteria.map(({ area, criterion, result }) => ({
        labels: { area: area ?? allAreas, criterion },
        value: scale[result],
      })),
  },
  {
    name: 'parallax_mismatch_ratio',
    help: 'Mismatches by exchanges compared; the true ratio is between lower and upper.',
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
    help: 'What the gate holds parallax_mismatch_ratio to.',
    labels: ['area'],
    samples: (judgement) =>
      ratesOf(judgement, 'mismatches').map(({ area, rate }) => ({
        labels: { area },
        value: rate.budget,
      })),
  },
  {
    name: 'parallax_coverage_ratio',
    help: 'Exchanges compared, by those that were meant to be.',
    labels: ['area'],
    samples: (judgement) =>
      ratesOf(judgement, 'coverage')
        .filter(({ rate }) => rate.n > 0)
        .map(({ area, rate }) => ({ labels: { area }, value: rate.estimate })),
  },
  {
    name: 'parallax_coverage_ratio_floor',
    help: 'What the gate holds parallax_coverage_ratio to.',
    labels: ['area'],
    samples: (judgement) =>
      ratesOf(judgement, 'coverage').map(({ area, rate }) => ({
        labels: { area },
        value: rate.budget,
      })),
  },
  {
    name: 'parallax_excused_ratio',
    help: 'Exchanges excused, by those compared or excused; what began unseen is not counted.',
    labels: ['area'],
    samples: (judgement) =>
      ratesOf(judgement, 'excused')
        .filter(({ rate }) => rate.n > 0)
        .map(({ area, rate }) => ({ labels: { area }, value: rate.estimate })),
  },
  {
    name: 'parallax_excused_ratio_max',
    help: 'What the gate holds parallax_excused_ratio to.',
    labels: ['area'],
    samples: (judgement) =>
      ratesOf(judgement, 'excused').map(({ area, rate }) => ({
        labels: { area },
        value: rate.budget,
      })),
  },
  {
    name: 'parallax_gate_soak_seconds',
    help: 'The time in which exchanges of an area were compared.',
    labels: ['area'],
    samples: ({ soak }) =>
      soak.map(({ area, soakedMs }) => ({ labels: { area }, value: soakedMs / 1000 })),
  },
  {
    name: 'parallax_gate_soak_required_seconds',
    help: 'What the gate holds parallax_gate_soak_seconds to.',
    labels: ['area'],
    samples: ({ soak }) =>
      soak.map(({ area, requiredMs }) => ({ labels: { area }, value: requiredMs / 1000 })),
  },
  {
    name: 'parallax_counts_total',
    help: 'What the answers of an area add up to in the running epoch, by gate.areas.*.counts.',
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
    help: 'Always 1; the running epoch and the candidate version it is of are in the labels.',
    labels: ['version', 'epoch'],
    samples: ({ epoch }) => [
      { labels: { version: label(epoch.version), epoch: label(epoch.key) }, value: 1 },
    ],
  },
];

/** What the gate says and what it rests on, judged anew at a scrape. */
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
