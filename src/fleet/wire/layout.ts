import type { Enumeration, Fields } from '../../vocabulary/record-shape.ts';
import { noBytes } from '../../vocabulary/no-bytes.ts';

/**
 * The description of the rows in a message: the names of their fields in order, and the words of each
 * enumeration.
 */
export interface Layout {
  readonly numbers: readonly string[];
  readonly blobs: readonly string[];
  readonly words: Readonly<Record<string, readonly string[]>>;
}

/** How a row of a message becomes a row of this version. */
export interface RowPlan {
  /** Numbers and byte strings in a row of the message. */
  readonly numbers: number;
  readonly blobs: number;
  readonly numberSources: readonly NumberSource[];
  readonly blobSources: readonly BlobSource[];
}

interface NumberSource {
  /** The position in the message's row; −1 if it lacks the field. */
  readonly at: number;
  readonly missing: number;
  /**
   * The position of a word in this version by its position in the message; null for a number that is not a
   * word.
   */
  readonly words: WordPlaces | null;
}

interface WordPlaces {
  readonly places: readonly number[];
  readonly unknown: number;
}

interface BlobSource {
  readonly at: number;
  readonly missing: Uint8Array;
}

/** The largest number of names in a message; no version has more. */
const namesMax = 1000;
export function layoutOf({ numbers, blobs }: Fields<never>): Layout {
  const words: Record<string, readonly string[]> = {};
  for (const [name, field] of Object.entries(numbers)) {
    if (field.words !== undefined) words[name] = field.words.words;
  }
  return { numbers: Object.keys(numbers), blobs: Object.keys(blobs), words };
}

/** Null if it is not a layout. */
export function readLayout(value: unknown): Layout | null {
  if (!isObject(value)) return null;
  const { numbers, blobs, words } = value;
  if (!isNames(numbers) || !isNames(blobs) || !isObject(words)) return null;
  const lists = Object.entries(words);
  if (lists.length > namesMax || !lists.every(([, list]) => isNames(list))) return null;
  return { numbers, blobs, words: Object.fromEntries(lists) as Layout['words'] };
}

/**
 * @param fields of this version
 * @param own names of fields that are never read from a message, because they have no meaning outside of a
 *   process
 * @returns null if the message lacks a field that has no default
 */
export function planRows(
  { numbers, blobs }: Fields<never>,
  layout: Layout,
  own: ReadonlySet<string>,
): RowPlan | null {
  const numberSources: NumberSource[] = [];
  for (const [name, { missing, words }] of Object.entries(numbers)) {
    const at = own.has(name) ? -1 : layout.numbers.indexOf(name);
    const theirs = words && wordPlaces(words, wordsFor(layout, name));
    if (at === -1 && missing === undefined) return null;
    numberSources.push({ at, missing: missing ?? Number.NaN, words: theirs ?? null });
  }
  const blobSources: BlobSource[] = [];
  for (const [name, { missing }] of Object.entries(blobs)) {
    const at = layout.blobs.indexOf(name);
    if (at === -1 && missing === undefined) return null;
    blobSources.push({ at, missing: missing ?? noBytes });
  }
  return {
    numbers: layout.numbers.length,
    blobs: layout.blobs.length,
    numberSources,
    blobSources,
  };
}

/** The value of a field of this version in a row of the message. */
export function numberFrom(
  { at, missing, words }: NumberSource,
  row: DataView,
  start: number,
): number {
  if (at === -1) return missing;
  const number = row.getFloat64(start + at * 8, true);
  if (words === null) return number;
  return number === -1 ? -1 : (words.places[number] ?? words.unknown);
}

function wordsFor({ words }: Layout, name: string): readonly string[] {
  return Object.hasOwn(words, name) ? (words[name] ?? []) : [];
}

function wordPlaces({ words, unknown }: Enumeration, theirs: readonly string[]): WordPlaces {
  const unknownPlace = words.indexOf(unknown);
  const places = theirs.map((word) => {
    const place = words.indexOf(word);
    return place === -1 ? unknownPlace : place;
  });
  return { places, unknown: unknownPlace };
}

function isNames(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.length <= namesMax &&
    value.every((name) => typeof name === 'string') &&
    new Set(value).size === value.length
  );
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
