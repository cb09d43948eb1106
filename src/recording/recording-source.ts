import { statSync } from 'node:fs';
import type { ExchangeSource, FirstExchange, SourcePart } from './exchange-source.ts';
import { type OpenRecording, openRecording, type RecordedPart } from './read-recording.ts';

/**
 * Opens a recording as one file of several.
 *
 * @throws as `openRecording`
 */
export async function openRecordingSource(
  path: string,
  key: Buffer | null,
): Promise<ExchangeSource> {
  await using opening = new AsyncDisposableStack();
  const recording = opening.use(await openRecording(path, key));
  const first = await firstOf(recording);
  const { instance, host, startedAtMs, clockSkewMs, secrets } = recording.header;
  const { size } = statSync(path);
  let readBytes = 0;

  async function* parts(): AsyncGenerator<SourcePart> {
    for await (const part of recording.parts()) {
      readBytes = part.end;
      yield sourcePart(part);
    }
    readBytes = size;
  }

  // From here on the caller must close it.
  opening.move();
  return {
    path,
    recorder: instance,
    host,
    startedAtMs,
    first,
    clockSkewMs,
    hasPlaceholders: secrets === 'placeholders',
    parts,
    readShare: () => (size === 0 ? 1 : Math.min(1, readBytes / size)),
    [Symbol.asyncDispose]: () => recording[Symbol.asyncDispose](),
  };
}

/** Null if its first frame cannot be read. */
async function firstOf(recording: OpenRecording): Promise<FirstExchange | null> {
  for await (const part of recording.parts()) {
    const [exchange] = part.kind === 'exchanges' ? part.exchanges : [];
    if (part.kind !== 'exchanges' || exchange === undefined) return null;
    const { startedAt, endedAt } = exchange;
    return { startedAt, endedAt, wallOffsetMs: part.wallOffsetMs };
  }
  return null;
}

function sourcePart(part: RecordedPart): SourcePart {
  if (part.kind === 'exchanges') return part;
  const { at, end: _, ...fault } = part;
  return { ...fault, place: `byte ${at}` };
}
