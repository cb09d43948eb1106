import type { ExchangeSource, SourcePart } from '../recording/exchange-source.ts';
import type { Exchange } from '../vocabulary/exchange.ts';
import type { Timeline } from './timeline.ts';

/** An exchange of a file, with its own numbers and times. */
export interface ReadExchange {
  readonly kind: 'exchange';
  readonly recorder: string;
  readonly exchange: Exchange;
  /** On the timeline. */
  readonly endedAt: number;
}

/** Parts of a file that could not be read. */
export interface SourceFault extends Extract<SourcePart, { kind: 'fault' }> {
  readonly path: string;
}

type Read = ReadExchange | SourceFault;

interface Head {
  readonly next: ReadExchange;
  readonly rest: AsyncGenerator<Read>;
}

interface Unread {
  readonly source: ExchangeSource;
  /** When its first exchange ended, on the timeline; without one that is known, when the file was started. */
  readonly startsAt: number;
}

/**
 * Merges all files, in the order in which the exchanges ended. Reading of a file starts only when the others
 * have reached its beginning, and at most one part of each is in memory.
 */
export async function* mergeSources(
  sources: readonly ExchangeSource[],
  timeline: Timeline,
): AsyncGenerator<Read> {
  const unread = inOrder(sources, timeline);
  let heads: Head[] = [];
  for (;;) {
    const earliest = earliestOf(heads);
    const [waiting] = unread;
    if (waiting !== undefined && (earliest === null || waiting.startsAt <= earliest.next.endedAt)) {
      unread.shift();
      const head = yield* advance(readSource(waiting.source, timeline));
      if (head !== null) heads.push(head);
      continue;
    }
    if (earliest === null) return;
    yield earliest.next;
    const head = yield* advance(earliest.rest);
    heads = heads.flatMap((one) => (one !== earliest ? [one] : head === null ? [] : [head]));
  }
}

/**
 * The order of a recorder's files is that of its monotonic clock, and its earliest file determines its position: its
 * wall clock may have been set back meanwhile.
 */
function inOrder(sources: readonly ExchangeSource[], timeline: Timeline): Unread[] {
  const begun = sources.flatMap(({ recorder, first }) =>
    first === null ? [] : [{ recorder, first }],
  );
  for (const { recorder, first } of begun.toSorted((a, b) => a.first.endedAt - b.first.endedAt)) {
    timeline.note(recorder, first.wallOffsetMs);
  }
  const unread = sources.map((source): Unread => {
    const { recorder, first, startedAtMs } = source;
    const startsAt = first === null ? timeline.at(startedAtMs) : timeline.endOf(recorder, first);
    return { source, startsAt };
  });
  return unread.toSorted((a, b) => a.startsAt - b.startsAt);
}

function earliestOf(heads: readonly Head[]): Head | null {
  let earliest: Head | null = null;
  for (const head of heads) {
    if (earliest === null || head.next.endedAt < earliest.next.endedAt) earliest = head;
  }
  return earliest;
}

/** Passes on faults up to the next exchange. */
async function* advance(rest: AsyncGenerator<Read>): AsyncGenerator<SourceFault, Head | null> {
  for (;;) {
    const { done, value } = await rest.next();
    if (done === true) return null;
    if (value.kind === 'exchange') return { next: value, rest };
    yield value;
  }
}

async function* readSource(source: ExchangeSource, timeline: Timeline): AsyncGenerator<Read> {
  const { path, recorder } = source;
  for await (const part of source.parts()) {
    if (part.kind === 'fault') {
      yield { ...part, path };
      continue;
    }
    timeline.note(recorder, part.wallOffsetMs);
    for (const exchange of part.exchanges) {
      yield { kind: 'exchange', recorder, exchange, endedAt: timeline.endOf(recorder, exchange) };
    }
  }
}
