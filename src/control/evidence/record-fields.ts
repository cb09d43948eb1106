import type { Difference, NamedField } from '../../vocabulary/difference.ts';
import {
  type Discordance,
  emptyFieldEvidence,
  type FieldEvidence,
  fieldKey,
  fieldsMax,
  otherField,
  type RouteEvidence,
} from '../../vocabulary/evidence.ts';
import { exceedsNoise } from '../statistics/noise-e-value.ts';
import { addToBlocks } from '../../vocabulary/paired-series.ts';

/** A place where two answers differ, and how much it resembles noise. */
export type Place = NamedField & Partial<Pick<Difference, 'distance' | 'nature'>>;

/** The places where one answer differs from primary's, by field. */
type Fields = ReadonlyMap<string, readonly Place[]>;

/** The field for differences that were found but not listed: they are never known to be only noise. */
const unlisted: Place = { aspect: 'body', kind: 'changed', template: '(not listed)' };

const certainKinds: ReadonlySet<Difference['kind']> = new Set(['added', 'removed', 'type']);

/** Whether it cannot be noise: values differ by chance, but presence and type hardly do. */
export function isCertain({ aspect, kind }: NamedField): boolean {
  return aspect === 'status' || certainKinds.has(kind);
}

/** How many times primary must differ from itself before a field counts as noisy. */
const sightingsMin = 5;
/** Fewer blocks are kept for a field than for a route, because there are many fields. */
const fieldBlocksMax = 64;

interface Answers {
  readonly wallClockMs: number;
  readonly differences: readonly Place[];
  readonly truncated: boolean;
  readonly secondary: Pick<Answers, 'differences' | 'truncated'> | null;
}

/**
 * Whether primary showed a field against itself often enough for it to be noise. Once is enough while the
 * candidate never differs there alone, and if the values explain it, such as times and new ids.
 */
export function isEarnedNoise(key: string, field: FieldEvidence | undefined): boolean {
  // Many fields share this name, so a statement about it is not one about a field.
  if (field === undefined || key === otherField) return false;
  const { both, referenceOnly, candidateOnly, vague } = field;
  if (both > 0 && candidateOnly === 0 && vague === 0) return true;
  return both + referenceOnly >= sightingsMin;
}

/** The chance of taking noise of one field for a difference, while exchanges are recorded. */
const mistakenAlpha = 1e-5;

/** Whether a field is noise by present knowledge, and the candidate not farther away than the secondary. */
export function isKnownNoise(key: string, field: FieldEvidence | undefined): boolean {
  return (
    isEarnedNoise(key, field) && field !== undefined && !exceedsNoise(field.farther, mistakenAlpha)
  );
}

/**
 * Counts the fields in which the answers of candidate and secondary differ from primary's.
 *
 * @returns the fields in which the candidate's does
 */
export function recordFields(route: RouteEvidence, answers: Answers): Fields {
  const candidate = fieldsOf(answers.differences, answers.truncated);
  if (answers.secondary !== null) {
    const secondary = fieldsOf(answers.secondary.differences, answers.secondary.truncated);
    recordDiscordance(route, candidate, secondary, answers.wallClockMs);
  }
  for (const [key, places] of candidate) {
    const field = fieldOf(route, key);
    field.differing += 1;
    field.lastDifferedMs = Math.max(field.lastDifferedMs ?? 0, answers.wallClockMs);
    if (places.some(isVague)) field.vague += 1;
  }
  return candidate;
}

function countDiscordance(counts: Discordance, candidate: boolean, reference: boolean): void {
  if (candidate && reference) counts.both += 1;
  else if (candidate) counts.candidateOnly += 1;
  else if (reference) counts.referenceOnly += 1;
}

function fieldsOf(places: readonly Place[], truncated: boolean): Fields {
  const fields = new Map<string, Place[]>();
  for (const place of truncated ? [...places, unlisted] : places) {
    const key = fieldKey(place);
    const known = fields.get(key);
    if (known === undefined) fields.set(key, [place]);
    else known.push(place);
  }
  return fields;
}

function recordDiscordance(
  route: RouteEvidence,
  candidate: Fields,
  secondary: Fields,
  atMs: number,
): void {
  for (const key of new Set([...candidate.keys(), ...secondary.keys()])) {
    const [ours, theirs] = [candidate.get(key), secondary.get(key)];
    const field = fieldOf(route, key);
    countDiscordance(field, ours !== undefined, theirs !== undefined);
    if ((ours === undefined) !== (theirs === undefined)) {
      const only = { candidateOnly: ours ? 1 : 0, referenceOnly: theirs ? 1 : 0 };
      addToBlocks(field.blocks, atMs, { n: 1, ...only }, fieldBlocksMax);
    }
    countFarther(field, ours ?? [], theirs ?? []);
  }
}

/** How much the clocks of two machines may differ. */
const clockSkewMs = 1000;

/**
 * If both differ only by noise, each is equally likely to be the one that is much farther from primary. Applies
 * only if both differ: if one does, noise in phases makes many such exchanges in a row, and the discordance over
 * time counts them.
 */
function countFarther(
  { farther }: FieldEvidence,
  candidate: readonly Place[],
  secondary: readonly Place[],
): void {
  const [ours, theirs] = [farthest(candidate), farthest(secondary)];
  if (ours === null || theirs === null || ours === 0 || theirs === 0) return;
  const isTime = [...candidate, ...secondary].some(({ nature }) => nature === 'time');
  const slack = isTime ? clockSkewMs : 0;
  if (ours > 2 * theirs + slack) farther.candidateOnly += 1;
  else if (theirs > 2 * ours + slack) farther.referenceOnly += 1;
}

/** 0 if nothing differs; null if a difference has no distance. */
function farthest(places: readonly Place[]): number | null {
  let most = 0;
  for (const { distance } of places) {
    if (typeof distance !== 'number') return null;
    most = Math.max(most, distance);
  }
  return most;
}

/** Not random, not measured, and not the same elements in another order. */
function isVague({ kind, nature, distance }: Place): boolean {
  if (kind === 'reordered' || kind === 'moved') return false;
  return nature !== 'minted' && typeof distance !== 'number';
}

function fieldOf({ fields }: RouteEvidence, key: string): FieldEvidence {
  const shown = fields.has(key) || fields.size < fieldsMax ? key : otherField;
  const field = fields.get(shown) ?? emptyFieldEvidence();
  fields.set(shown, field);
  return field;
}
