/**
 * A number of each record. If it has no default, a record of another version that lacks it cannot be read: a field that
 * crosses between hosts and has no default must never be removed.
 */
export interface NumberField {
  /** Its value in such a record. */
  readonly missing?: number;
  /** Of a number that stands for a word. */
  readonly words?: Enumeration;
}

/** A byte string of each record. */
interface BlobField<S> {
  readonly of: (source: S) => Uint8Array;
  /** As of a number. */
  readonly missing?: Uint8Array;
}

/** Words, which are written as their places in the list; −1 stands for none. */
export interface Enumeration {
  readonly words: readonly string[];
  /** Stands for a word of another version that is not in the list. */
  readonly unknown: string;
}

/** The fields of one thing by name, in the order in which they are written. */
export interface Fields<S> {
  readonly numbers: Readonly<Record<string, NumberField>>;
  readonly blobs: Readonly<Record<string, BlobField<S>>>;
  /**
   * Writes each number at the place of its field. One function for all of them: a function for each would cost more
   * than the rest of a small record.
   *
   * @param at where the numbers of the thing begin among `words`
   */
  readonly writeNumbers: (source: S, words: Float64Array, at: number) => void;
}

/** The fields of one thing in a record, such as a leg in a pair: they stand side by side in its row. */
interface RecordPart<T> {
  readonly numbers: number;
  readonly blobs: number;
  /** As of {@link Fields}. */
  readonly writeNumbers: (record: T, words: Float64Array, at: number) => void;
  readonly addBlobs: (record: T, blobs: Uint8Array[]) => void;
}

/**
 * How a record crosses from one plane to the next: a fixed row of numbers and a fixed row of byte
 * strings. A batch of them is one ArrayBuffer, which a MessagePort can transfer instead of clone.
 */
export interface RecordShape<T> {
  /** Their numbers stand in a row in this order, and so do their byte strings. */
  readonly parts: readonly RecordPart<T>[];
  /** Numbers per record. */
  readonly numbers: number;
  /** Byte strings per record. */
  readonly blobs: number;
  /**
   * The byte strings are views into the batch: valid only until the batch goes back.
   *
   * @param row where the record's numbers begin among `words`
   */
  readonly build: (words: Float64Array, row: number, blobs: readonly Uint8Array[]) => T;
  /** Whether the record counts as a loss if it is lost; by default it does. */
  readonly countsIfLost?: (record: T) => boolean;
}

export function recordShape<T>({
  parts,
  ...rest
}: Omit<RecordShape<T>, 'numbers' | 'blobs'>): RecordShape<T> {
  const numbers = parts.reduce((sum, part) => sum + part.numbers, 0);
  const blobs = parts.reduce((sum, part) => sum + part.blobs, 0);
  return { parts, numbers, blobs, ...rest };
}

/** @param pick the thing in a record that has these fields */
export function partOf<T, S>(
  { numbers, blobs, writeNumbers }: Fields<S>,
  pick: (record: T) => S,
): RecordPart<T> {
  const blobsOf = Object.values(blobs).map(({ of }) => of);
  return {
    numbers: Object.keys(numbers).length,
    blobs: blobsOf.length,
    writeNumbers: (record, words, at) => writeNumbers(pick(record), words, at),
    addBlobs(record, to) {
      const source = pick(record);
      for (const blobOf of blobsOf) to.push(blobOf(source));
    },
  };
}

/** Numbers that do not leave the process, and so need no default. */
export function numbersNamed<Name extends string>(
  ...names: readonly Name[]
): Readonly<Record<Name, NumberField>> {
  return Object.fromEntries(names.map((name) => [name, {}])) as Record<Name, NumberField>;
}

/** Where each field stands among those of its thing. */
export function placesOf<Name extends string>(
  fields: Readonly<Record<Name, unknown>>,
): Readonly<Record<Name, number>> {
  const names = Object.keys(fields) as Name[];
  return Object.fromEntries(names.map((name, place) => [name, place])) as Record<Name, number>;
}
