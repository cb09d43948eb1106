import {
  type FieldEvidence,
  noisyField,
  otherField,
  type RouteEvidence,
} from '../../vocabulary/evidence.ts';
import { exceedsNoise } from '../statistics/noise-e-value.ts';

/** The mismatches of a route, after noise and what was accepted are taken out. */
export interface RouteMismatches {
  /** Exchanges that are mismatches beyond doubt. */
  readonly confirmed: number;
  /** Those, and the ones of which it is not yet known that they are noise. */
  readonly suspected: number;
  /** Fields that primary shows against itself, and the candidate significantly more often. */
  readonly noisySignals: readonly NamedField[];
}

export interface NamedField {
  readonly route: string;
  readonly key: string;
  readonly field: FieldEvidence;
}

/**
 * - `ruled_out`: accepted, or noise: primary shows it against itself, too, and the candidate not
 *   significantly more often. What the candidate has of it beyond that is counted field by field.
 * - `signal`: primary never shows it against itself, and the candidate significantly often.
 * - `unsettled`: primary has not shown it yet, and the candidate too seldom to tell.
 */
type Standing = 'ruled_out' | 'signal' | 'unsettled';

const noneAccepted: ReadonlySet<string> = new Set();

/** Without a noise model every exchange with a difference that is not accepted is a mismatch. */
export function plainMismatches(
  route: RouteEvidence,
  accepted: ReadonlySet<string> = noneAccepted,
): RouteMismatches {
  let count = route.failed + route.differing;
  if (accepted.size > 0) {
    for (const [set, exchanges] of route.fieldSets) {
      if (set.split('\n').every((key) => accepted.has(key))) count -= exchanges;
    }
  }
  return { confirmed: count, suspected: count, noisySignals: [] };
}

/** @param alpha of wrongly taking the noise of one field for a signal */
export function mismatchesBeyondNoise(
  route: RouteEvidence,
  alpha: number,
  accepted: ReadonlySet<string> = noneAccepted,
): RouteMismatches {
  const standings = new Map<string, Standing>([[noisyField, 'ruled_out']]);
  const noisySignals: NamedField[] = [];
  for (const [key, field] of route.fields) {
    if (accepted.has(key)) {
      standings.set(key, 'ruled_out');
      continue;
    }
    const isSignal = key !== otherField && exceedsNoise(field, alpha);
    const isNoisy = isShownByPrimary(key, field);
    if (isNoisy && isSignal) noisySignals.push({ route: route.route, key, field });
    standings.set(key, isNoisy ? 'ruled_out' : isSignal ? 'signal' : 'unsettled');
  }

  let confirmed = route.failed;
  let suspected = route.failed;
  for (const [set, exchanges] of route.fieldSets) {
    const standing = standingOfSet(set, standings);
    if (standing === 'ruled_out') continue;
    suspected += exchanges;
    if (standing === 'signal') confirmed += exchanges;
  }
  return { confirmed, suspected, noisySignals };
}

/**
 * Whether a difference there is noise by what is known so far: primary shows it against itself, and
 * the candidate not significantly more often.
 *
 * @param alpha of wrongly taking the noise of one field for a signal
 */
export function isNoiseField(key: string, field: FieldEvidence, alpha: number): boolean {
  return isShownByPrimary(key, field) && !exceedsNoise(field, alpha);
}

/** Many fields under one name: no statement about that name is one about a field. */
function isShownByPrimary(key: string, { both, referenceOnly }: FieldEvidence): boolean {
  return key !== otherField && both + referenceOnly > 0;
}

/** One signal makes a mismatch; one field that is not settled leaves the exchange in doubt. */
function standingOfSet(set: string, standings: ReadonlyMap<string, Standing>): Standing {
  if (!set.includes('\n')) return standings.get(set) ?? 'unsettled';
  let found: Standing = 'ruled_out';
  for (const key of set.split('\n')) {
    const standing = standings.get(key) ?? 'unsettled';
    if (standing === 'signal') return 'signal';
    if (standing === 'unsettled') found = 'unsettled';
  }
  return found;
}
