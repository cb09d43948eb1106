import { statSync } from 'node:fs';
import type { ExchangeSource, SourcePart } from './exchange-source.ts';
import { openRecording, type RecordedPart } from './read-recording.ts';

/**
 * Opens a recording as one file of several.
 *
 * @throws as `openRecording`
 */
export async function openRecordingSource(
  path: string,
  key: Buffer | null,
): Promise<ExchangeSource> {
  const recording = await openRecording(path, key);
  const { instance, host, startedAtMs } = recording.header;
  const { size } = statSync(path);
  let readBytes = 0;

  async function* parts(): AsyncGenerator<SourcePart> {
    for await (const part of recording.parts()) {
      readBytes = part.end;
      yield sourcePart(part);
    }
    readBytes = size;
  }

  return {
    path,
    recorder: instance,
    host,
    startedAtMs,
    parts,
    readShare: () => (size === 0 ? 1 : Math.min(1, readBytes / size)),
    [Symbol.asyncDispose]: () => recording[Symbol.asyncDispose](),
  };
}

function sourcePart(part: RecordedPart): SourcePart {
  if (part.kind === 'exchanges') return part;
  const { at, end: _, ...fault } = part;
  return { ...fault, place: `byte ${at}` };
}
