import type { RouteLabels } from '../../config/route-labels.ts';
import type { Config } from '../../config/schema.ts';
import type { Pair } from '../../vocabulary/pair.ts';
import { type Reading, readingsMax } from '../../vocabulary/reading.ts';
import type { Redactor } from '../redaction/redactor.ts';
import { type Answers, createBodyCounts } from './body-counts.ts';
import { readServerTiming, type ServerMetric, serverTimingValues } from './server-timing.ts';

/** Reads the metrics that the answers of an exchange report; at most {@link readingsMax}. */
export type ReadingsOf = (pair: Pair, labels: RouteLabels) => readonly Reading[];

/** @throws the JSONPath library's error if a path in the config is not a valid JSONPath */
export function createReadings(
  config: Pick<Config, 'gate' | 'capture'>,
  redactor: Redactor,
): ReadingsOf {
  const countsOf = createBodyCounts(config);
  const isPlain = createNameTest(redactor);
  return (pair, { route, area }) => {
    const answers = answersOf(pair);
    if (answers === null) return none;
    const counts = countsOf(route, area)?.(answers) ?? none;
    const metrics = metricReadings(answers).filter(({ name }) => isPlain(name));
    if (counts.length + metrics.length === 0) return none;
    return [...counts, ...metrics].slice(0, readingsMax);
  };
}

const none: readonly Reading[] = [];

function answersOf({ exchange, candidate, secondary }: Pair): Answers | null {
  if (candidate.kind !== 'answered') return null;
  return {
    primary: exchange.response,
    candidate: candidate.response,
    secondary: secondary?.kind === 'answered' ? secondary.response : null,
  };
}

const nothing: ReadonlyMap<string, ServerMetric> = new Map();

/** Metrics that both answers have come first, in primary's order, so that the others cannot displace them. */
function metricReadings({ primary, candidate, secondary }: Answers): readonly Reading[] {
  const [ours, theirs] = [metricsIn(primary.head), metricsIn(candidate.head)];
  if (ours.size === 0 && theirs.size === 0) return none;
  const others = secondary === null ? nothing : metricsIn(secondary.head);
  const [both, alone]: [Reading[], Reading[]] = [[], []];
  for (const name of new Set([...ours.keys(), ...theirs.keys()])) {
    const [inPrimary, inCandidate, inSecondary] = [ours, theirs, others].map((all) =>
      all.get(name),
    );
    const unit = (inPrimary ?? inCandidate)?.unit ?? 'ms';
    const valueOf = (metric: ServerMetric | undefined): number | null =>
      metric?.unit === unit ? metric.value : null;
    const values = { primary: valueOf(inPrimary), candidate: valueOf(inCandidate) };
    const isBoth = values.primary !== null && values.candidate !== null;
    const reading = {
      kind: 'server',
      name,
      unit,
      ...values,
      secondary: valueOf(inSecondary),
    } as const;
    (isBoth ? both : alone).push(reading);
  }
  return [...both, ...alone];
}

function metricsIn(head: Uint8Array): ReadonlyMap<string, ServerMetric> {
  const values = serverTimingValues(head);
  return values.length === 0 ? nothing : readServerTiming(values);
}

/** Bounds the number of remembered names. */
const rememberedMax = 1000;

/** Names are shown and kept, so a name that may be a secret is left out. */
function createNameTest(redactor: Redactor): (name: string) => boolean {
  const known = new Map<string, boolean>();
  return (name) => {
    let isPlain = known.get(name);
    if (isPlain === undefined) {
      isPlain = redactor.nameWithoutSecrets(name) === name;
      if (known.size >= rememberedMax) known.clear();
      known.set(name, isPlain);
    }
    return isPlain;
  };
}
