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

/** A place where two answers differ, and how far that is like noise. */
export type Place = NamedField & Partial<Pick<Difference, 'distance' | 'nature'>>;

/** The places where one answer differs from primary's, by field. */
type Fields = ReadonlyMap<string, readonly Place[]>;

/** Where the differences go that were found but not listed: they are never known as noise alone. */
const unlisted: Place = { aspect: 'body', kind: 'changed', template: '(not listed)' };

const certainKinds: ReadonlySet<Difference['kind']> = new Set(['added', 'removed', 'type']);

/** Whether no noise looks like it: values differ by chance; what is there, and of which type, hardly does. */
export function isCertain({ aspect, kind }: NamedField): boolean {
  return aspect === 'status' || certainKinds.has(kind);
}

/** So often must primary differ from itself before a field counts as noisy. */
const sightingsMin = 5;
/** Of a field less is kept over time than of a route: there are many. */
const fieldBlocksMax = 64;

interface Answers {
  readonly wallClockMs: number;
  readonly differences: readonly Place[];
  readonly truncated: boolean;
  readonly secondary: Pick<Answers, 'differences' | 'truncated'> | null;
}

/**
 * Whether primary showed a field against itself often enough for it to be noise. Once is enough while
 * the candidate never differs there alone, and the values say why: times and ids that are made anew.
 */
export function isEarnedNoise(key: string, field: FieldEvidence | undefined): boolean {
  // Many fields under one name: no statement about that name is one about a field.
  if (field === undefined || key === otherField) return false;
  const { both, referenceOnly, candidateOnly, vague } = field;
  if (both > 0 && candidateOnly === 0 && vague === 0) return true;
  return both + referenceOnly >= sightingsMin;
}

/** The chance of taking noise of one field for more than that, while exchanges are recorded. */
const mistakenAlpha = 1e-5;

/** Whether a field is noise by what is known now, and the candidate no farther away than the secondary. */
export function isKnownNoise(key: string, field: FieldEvidence | undefined): boolean {
  return (
    isEarnedNoise(key, field) && field !== undefined && !exceedsNoise(field.farther, mistakenAlpha)
  );
}

/**
 * Counts in which fields the answers of candidate and secondary differ from primary's.
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

/** Clocks of two machines may lie so far apart. */
const clockSkewMs = 1000;

/**
 * Under mere noise each of the two is as likely to be the one that lies much farther from primary.
 * Only where both differ: where one does, noise in phases makes many of them in a row, and the
 * discordance over time counts them.
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

/** 0 where nothing differs; null where something does that has no distance. */
function farthest(places: readonly Place[]): number | null {
  let most = 0;
  for (const { distance } of places) {
    if (typeof distance !== 'number') return null;
    most = Math.max(most, distance);
  }
  return most;
}

/** Neither minted at random, nor measured, nor the same elements in another order. */
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
