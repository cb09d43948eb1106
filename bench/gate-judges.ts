import { bursts, independent, sessions } from '../test/control/statistics/traffic.ts';
import { seededRandom } from '../test/control/statistics/seeded-random.ts';
import { gateModel, type ModelExchange } from '../test/support/gate-model.ts';
import {
  blockMs,
  failing,
  failingHours,
  noisy,
  type Stream,
  timed,
  total,
} from '../test/support/real-traffic.ts';

/*
 * The same streams, judged by Parallax, by a Mann-Whitney canary judge as Kayenta has it, and by fixed
 * thresholds as people write them for Flagger and Argo. `node bench/gate-judges.ts [RUNS]`
 */

const runs = Number(process.argv[2] ?? 20);
const blocks = 72;
const perBlock = 1200;
const minutesPerHour = 60;
const budget = 0.01;

interface Row {
  readonly name: string;
  readonly isGood: boolean;
  readonly stream: Stream;
  readonly secondary?: boolean;
}

/** What a monitoring system knows of one minute. */
interface Minute {
  readonly candidate: Side;
  readonly baseline: Side;
}

interface Side {
  readonly errorRate: number;
  readonly p99Ms: number;
}

const rows: readonly Row[] = [
  { name: 'alike, errors in bursts', isGood: true, stream: failing(bursts(budget / 2)) },
  { name: 'alike, errors by session', isGood: true, stream: failing(sessions(budget / 2)) },
  { name: 'alike, errors one hour in six', isGood: true, stream: failingHours(budget / 2) },
  { name: 'alike, slow by the hour', isGood: true, stream: timed({ slowHours: 0.25 }) },
  { name: 'alike', isGood: true, stream: timed({}) },
  {
    name: '5 % wrong on a field that is noise in 30 %',
    isGood: false,
    secondary: true,
    stream: noisy(0.3, total, { rate: 5 * budget, difference: total }),
  },
  { name: '5 % more errors', isGood: false, stream: candidateFails(5 * budget) },
  {
    name: '1 % ten times slower',
    isGood: false,
    stream: timed({ factor: (random) => (random() < 0.01 ? 10 : 1) }),
  },
  { name: '20 % slower', isGood: false, stream: timed({ factor: () => 1.2 }) },
  { name: 'all wrong, only in the last minutes', isGood: false, stream: wrongAtTheEnd },
];

function candidateFails(rate: number): Stream {
  return (random) => {
    const isHit = independent(rate)(random);
    return () => ({ error: isHit() });
  };
}

/** From 200 exchanges before the end. */
function wrongAtTheEnd(): (atMs: number) => ModelExchange {
  const sinceMs = (blocks - 200 / perBlock) * blockMs;
  return (atMs) => ({ error: atMs >= sinceMs });
}

interface Said {
  /** Whether each of the judges is wrong: fails the good one at any look, or lets the bad one pass. */
  readonly parallax: boolean;
  readonly undecided: boolean;
  readonly onceAtTheEnd: boolean;
  readonly everyHour: boolean;
  readonly thresholds: boolean;
}

function judgeAll({ stream, isGood, secondary = false }: Row, seed: number): Said {
  const settings = { defaults: { mismatchBudget: budget, errorBudget: budget, soakHours: 6 } };
  const gate = gateModel({ settings, secondary })();
  const exchangeAt = stream(seededRandom(seed));
  const minutes: Minute[] = [];
  let hasFailed = false;
  let last = 'inconclusive';
  for (let block = 0; block < blocks; block += 1) {
    const exchanges = Array.from({ length: perBlock }, (_, at) => {
      const atMs = (block + at / perBlock) * blockMs;
      const exchange = exchangeAt(atMs);
      gate.record(atMs, exchange);
      return exchange;
    });
    for (let minute = 0; minute < 10; minute += 1) {
      const size = perBlock / 10;
      minutes.push(minuteOf(exchanges.slice(minute * size, (minute + 1) * size)));
    }
    last = gate.judge((block + 1) * blockMs).verdict;
    hasFailed ||= last === 'fail';
  }
  const hours = Array.from({ length: minutes.length / minutesPerHour }, (_, hour) => hour + 1);
  const failsAt = (hour: number): boolean => canaryFails(minutes.slice(0, hour * minutesPerHour));
  const wrongIf = (fails: boolean): boolean => fails === isGood;
  return {
    parallax: isGood ? hasFailed : !hasFailed && last === 'pass',
    undecided: !hasFailed && last === 'inconclusive',
    onceAtTheEnd: wrongIf(canaryFails(minutes)),
    everyHour: wrongIf(hours.some(failsAt)),
    thresholds: wrongIf(thresholdsFail(minutes)),
  };
}

function minuteOf(exchanges: readonly ModelExchange[]): Minute {
  const side = (
    isHit: (one: ModelExchange) => boolean,
    ms: (one: ModelExchange) => number,
  ): Side => {
    const times = exchanges.map(ms).sort((a, b) => a - b);
    return {
      errorRate: exchanges.filter(isHit).length / exchanges.length,
      p99Ms: times[Math.floor(0.99 * times.length)] ?? 0,
    };
  };
  return {
    candidate: side(
      (one) => one.error === true,
      (one) => one.candidateMs ?? 10,
    ),
    baseline: side(
      (one) => one.primaryError === true,
      (one) => one.referenceMs ?? 10,
    ),
  };
}

/** Kayenta: a metric fails where the two sets of minutes differ with p < 0.02, and upward. */
function canaryFails(minutes: readonly Minute[]): boolean {
  const metrics = ['errorRate', 'p99Ms'] as const;
  return metrics.some((metric) => {
    const candidate = minutes.map((minute) => minute.candidate[metric]);
    const baseline = minutes.map((minute) => minute.baseline[metric]);
    return mannWhitneyZ(candidate, baseline) > 2.326;
  });
}

/** How far the ranks of `a` lie above those of `b`, in standard deviations; ties share their ranks. */
function mannWhitneyZ(a: readonly number[], b: readonly number[]): number {
  const all = [
    ...a.map((value) => ({ value, isA: true })),
    ...b.map((value) => ({ value, isA: false })),
  ];
  all.sort((x, y) => x.value - y.value);
  let [ranksOfA, ties] = [0, 0];
  for (let first = 0; first < all.length;) {
    let after = first;
    while (after < all.length && all[after]?.value === all[first]?.value) after += 1;
    const size = after - first;
    const inA = all.slice(first, after).filter(({ isA }) => isA).length;
    ranksOfA += inA * ((first + 1 + after) / 2);
    ties += size ** 3 - size;
    first = after;
  }
  const n = all.length;
  const u = ranksOfA - (a.length * (a.length + 1)) / 2;
  const variance = ((a.length * b.length) / 12) * (n + 1 - ties / (n * (n - 1)));
  return variance > 0 ? (u - (a.length * b.length) / 2) / Math.sqrt(variance) : 0;
}

/** Flagger, Argo: 3 of 10 checks in a row, one a minute, over a threshold. */
function thresholdsFail(minutes: readonly Minute[]): boolean {
  const isOver = minutes.map(
    ({ candidate, baseline }) =>
      candidate.errorRate > 0.01 || candidate.p99Ms > 1.5 * baseline.p99Ms,
  );
  return isOver.some(
    (_, at) => isOver.slice(Math.max(0, at - 9), at + 1).filter(Boolean).length >= 3,
  );
}

const columns = ['parallax', 'undecided', 'onceAtTheEnd', 'everyHour', 'thresholds'] as const;

process.stdout.write(
  `${runs} runs of ${blocks / 6} hours, ${perBlock / 10} exchanges a minute; percent of runs wrong\n\n` +
    '| stream | is | Parallax | (Parallax undecided) | Mann-Whitney at the end | every hour | thresholds |\n' +
    '| --- | --- | --- | --- | --- | --- | --- |\n',
);
for (const row of rows) {
  const said = Array.from({ length: runs }, (_, run) => judgeAll(row, run + 1));
  const shares = columns.map((column) => {
    const hits = said.filter((one) => one[column]).length;
    return `${Math.round((100 * hits) / runs)} %`;
  });
  process.stdout.write(
    `| ${row.name} | ${row.isGood ? 'good' : 'bad'} | ${shares.join(' | ')} |\n`,
  );
}
