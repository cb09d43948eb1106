import { storeFaultOf } from '../store/store-fault.ts';
import type { ArchiveReader } from './archive-reader.ts';

export interface GuardReaderOptions {
  /** The archives to read. The first has all exchanges except those that still move from the others. */
  readonly archives: () => readonly ArchiveReader[];
  /** The file cannot be read. */
  readonly onFault: (error: unknown) => void;
}

/** Reads archives that may fail: a page then shows no exchanges instead of an error. */
export function guardReader({ archives, onFault }: GuardReaderOptions): ArchiveReader {
  function read<T>(otherwise: T, work: (reader: ArchiveReader) => T): T {
    const [first] = archives();
    if (first === undefined) return otherwise;
    try {
      return work(first);
    } catch (error) {
      if (!isFileFault(error)) throw error;
      onFault(error);
      return otherwise;
    }
  }

  return {
    find: (name) =>
      read(null, (reader) => reader.find(name)) ??
      archives()
        .slice(1)
        .map((older) => older.find(name))
        .find((found) => found !== null) ??
      null,
    list: (query) => read([], (reader) => reader.list(query)),
    seen: (place) => read(null, (reader) => reader.seen(place)),
    explained: (place, fields) =>
      read({ kept: 0, alone: 0 }, (reader) => reader.explained(place, fields)),
    fieldsBeside: (place, limit) => read([], (reader) => reader.fieldsBeside(place, limit)),
    otherNames: (place) => read([], (reader) => reader.otherNames(place)),
    routesWith: (place) => read([], (reader) => reader.routesWith(place)),
    valuePairs: (place, limit) => read([], (reader) => reader.valuePairs(place, limit)),
  };
}

/** SQLite's code if the system cannot read the file. */
const ioError = 10;

/** Whether the fault is in the file, and not in the query or one row. */
function isFileFault(error: unknown): boolean {
  const { errcode = 0 } = error as { readonly errcode?: number };
  return (errcode & 0xff) === ioError || (errcode !== 0 && storeFaultOf(error) === 'corrupt');
}
