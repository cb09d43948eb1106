import { storeFaultOf } from '../store/store-fault.ts';
import type { ArchiveReader } from './archive-reader.ts';

export interface GuardReaderOptions {
  /** What is read: the first has all but what is on its way from the others. */
  readonly archives: () => readonly ArchiveReader[];
  /** The file cannot be read. */
  readonly onFault: (error: unknown) => void;
}

/** Reads archives that may fail: a page shows nothing, rather than a fault of the file behind it. */
export function guardReader({ archives, onFault }: GuardReaderOptions): ArchiveReader {
  function read<T>(otherwise: T, work: (reader: ArchiveReader) => T): T {
    const [first] = archives();
    if (first === undefined) return otherwise;
    try {
      return work(first);
    } catch (error) {
      if (!isOfFile(error)) throw error;
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

/** SQLite's code where the system can't read the file. */
const ioError = 10;

/** Whether the file is at fault, and not what was asked or one row of it. */
function isOfFile(error: unknown): boolean {
  const { errcode = 0 } = error as { readonly errcode?: number };
  return (errcode & 0xff) === ioError || (errcode !== 0 && storeFaultOf(error) === 'corrupt');
}
