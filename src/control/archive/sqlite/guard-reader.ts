import { storeFaultOf } from '../../store/store-fault.ts';
import type { ArchiveReader, FoundExchange, KeptExchanges } from '../archive-reader.ts';

export interface GuardReaderOptions {
  /** The archives to read. The first has all exchanges except those that still move from the others. */
  readonly archives: () => readonly [ArchiveReader, ...ArchiveReader[]];
  /** The file cannot be read: after this, `archives` has those in memory only. */
  readonly onFault: (error: unknown) => void;
}

/**
 * Reads a file that may fail: the exchanges in memory then answer. Nothing is written between two reads of one
 * request, as none of them waits for anything.
 */
export function guardReader({ archives, onFault }: GuardReaderOptions): KeptExchanges {
  return {
    async read(work) {
      try {
        return await work(inAnyOf(archives()));
      } catch (error) {
        if (!isFileFault(error)) throw error;
        onFault(error);
      }
      return work(inAnyOf(archives()));
    },
  };
}

/** Reads the first archive, and finds an exchange in each of them. */
export function inAnyOf([first, ...others]: readonly [
  ArchiveReader,
  ...ArchiveReader[],
]): ArchiveReader {
  return {
    ...first,
    async find(name) {
      let found: FoundExchange | null = await first.find(name);
      for (const other of others) found ??= await other.find(name);
      return found;
    },
  };
}

/** SQLite's code if the system cannot read the file. */
const ioError = 10;

/** Whether the fault is in the file, and not in the query or one row. */
function isFileFault(error: unknown): boolean {
  const { errcode = 0 } = error as { readonly errcode?: number };
  return (errcode & 0xff) === ioError || (errcode !== 0 && storeFaultOf(error) === 'corrupt');
}
