import { isCertain, isEarnedNoise } from '../evidence/record-fields.ts';
import {
  type FieldEvidence,
  fieldNamed,
  noisyField,
  type RouteEvidence,
} from '../../vocabulary/evidence.ts';
import { exceedsNoise, majorities } from '../statistics/noise-e-value.ts';
import { endedBlocks } from '../../vocabulary/paired-series.ts';

/** The mismatches of a route, without noise and accepted differences. */
export interface RouteMismatches {
  /** Exchanges that are mismatches beyond doubt. */
  readonly confirmed: number;
  /** Those, and the ones that may still turn out to be noise. */
  readonly suspected: number;
  /** Fields that primary shows against itself, and the candidate significantly more often. */
  readonly noisySignals: readonly NamedField[];
  /** Fields in which the candidate differs, and that count as noise. */
  readonly noise: readonly NamedField[];
  /** Fields in which the candidate differs, and that nothing rules out. */
  readonly open: readonly NamedField[];
}

export interface NamedField {
  readonly route: string;
  readonly key: string;
  readonly field: FieldEvidence;
}

/** A union bound over every field there can be: 500 routes with 200 fields each. */
export const fieldsTestedMax = 100_000;

/** How a route's differences are judged. */
export interface FieldJudging {
  /** Whether what primary shows against itself is left out. */
  readonly noise: boolean;
  /** The chance of taking the noise of any field for a signal. */
  readonly alpha: number;
  readonly accepted: ReadonlySet<string>;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

/**
 * - `ruled_out`: accepted, or noise: primary shows it against itself, too, and the candidate not
 *   significantly more often.
 * - `more`: noise, and the candidate has it significantly more often: the excess counts.
 * - `farther`: noise of primary's, from which the candidate lies significantly farther away.
 * - `signal`: primary never shows it against itself, and the candidate significantly often.
 * - `unsettled`: primary has not shown it often enough, and the candidate too seldom to judge.
 */
type Standing = 'ruled_out' | 'more' | 'farther' | 'signal' | 'unsettled';

/** What counts as a mismatch on a route, field by field and set by set. */
export function judgeFields(route: RouteEvidence, judging: FieldJudging): RouteMismatches {
  const standings = new Map<string, Standing>([[noisyField, 'ruled_out']]);
  const named: Record<'more' | 'noise' | 'open', NamedField[]> = { more: [], noise: [], open: [] };
  let farther = 0;
  for (const [key, field] of route.fields) {
    const standing = standingOf(key, field, judging);
    standings.set(key, standing);
    if (field.differing === 0) continue;
    const one = { route: route.route, key, field };
    if (standing !== 'ruled_out') named.open.push(one);
    else if (!judging.accepted.has(key)) named.noise.push(one);
    if (standing === 'more') named.more.push(one);
    // In the sets, it counted as noise until then.
    if (standing === 'farther') farther = Math.max(farther, field.differing);
  }
  const { confirmed, suspected } = countSets(route, standings);
  return {
    confirmed: confirmed + farther,
    suspected: suspected + farther,
    noisySignals: named.more,
    noise: named.noise,
    open: named.open,
  };
}

/**
 * Whether the evidence so far shows that a difference of the field is noise: primary shows it against itself, and
 * the candidate neither significantly more often nor significantly farther away.
 *
 * @param alpha the chance of taking the noise of one field for a signal
 */
export function isNoiseField(key: string, field: FieldEvidence, alpha: number): boolean {
  return (
    isEarnedNoise(key, field) && !exceedsNoise(field, alpha) && !exceedsNoise(field.farther, alpha)
  );
}

function standingOf(key: string, field: FieldEvidence, judging: FieldJudging): Standing {
  const { noise, accepted, nowMs } = judging;
  const alpha = judging.alpha / (2 * fieldsTestedMax);
  if (accepted.has(key)) return 'ruled_out';
  if (!noise) return 'signal';
  const isNoisy = isEarnedNoise(key, field);
  if (isNoisy && exceedsNoise(field.farther, alpha)) return 'farther';
  if (!exceedsNoise(field, alpha)) return isNoisy ? 'ruled_out' : 'unsettled';
  // Noise comes in phases: differences in a row prove less than differences over hours.
  const named = fieldNamed(key);
  const isProven =
    (!isNoisy && named !== null && isCertain(named)) ||
    exceedsNoise(majorities(endedBlocks(field.blocks, nowMs)), alpha);
  if (isNoisy) return isProven ? 'more' : 'ruled_out';
  return isProven ? 'signal' : 'unsettled';
}

function countSets(
  route: RouteEvidence,
  standings: ReadonlyMap<string, Standing>,
): { readonly confirmed: number; readonly suspected: number } {
  let confirmed = route.failed;
  let suspected = route.failed;
  for (const [set, exchanges] of route.fieldSets) {
    const standing = standingOfSet(set, standings);
    if (standing === 'ruled_out') continue;
    suspected += exchanges;
    if (standing === 'signal') confirmed += exchanges;
  }
  return { confirmed, suspected };
}

/** One signal makes the exchange a mismatch; one unsettled field leaves it in doubt. */
function standingOfSet(
  set: string,
  standings: ReadonlyMap<string, Standing>,
): 'ruled_out' | 'signal' | 'unsettled' {
  let found: 'ruled_out' | 'unsettled' = 'ruled_out';
  for (const key of set.split('\n')) {
    const standing = standings.get(key) ?? 'unsettled';
    if (standing === 'signal') return 'signal';
    // Noise that is too frequent or too far away is counted separately.
    if (standing === 'unsettled') found = 'unsettled';
  }
  return found;
}
