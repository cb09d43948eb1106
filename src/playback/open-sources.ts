import { open } from 'node:fs/promises';
import type { ExchangeSource, SourcePart } from '../recording/exchange-source.ts';
import { openGoreplay } from '../recording/goreplay/read-goreplay.ts';
import { openHar } from '../recording/har/read-har.ts';
import { headBytesMax, isTornHeader, magicLine } from '../recording/header.ts';
import { openRecordingSource } from '../recording/recording-source.ts';
import { ParallaxError } from '../vocabulary/errors.ts';

export interface OpenOptions {
  /** A key of 32 bytes, for encrypted recordings. */
  readonly key: Buffer | null;
  /** For a HAR, the origins whose requests are played; that of its first entry if there are none. */
  readonly origins: ReadonlySet<string>;
}

/** The number of bytes that show the format of a file, and whether a header ends. */
const startBytes = headBytesMax;

/**
 * Opens files with exchanges, each in its own format.
 *
 * A recorder that was killed as it began may have left a file that ends within its header. Among others, such a file
 * is a part that cannot be read.
 *
 * @throws ParallaxError `recording` if a format is unknown, or all files end within their headers; the system's
 *   error if a file cannot be read
 */
export async function openSources(
  paths: readonly string[],
  options: OpenOptions,
): Promise<readonly ExchangeSource[]> {
  await using opening = new AsyncDisposableStack();
  const sources: ExchangeSource[] = [];
  const torn: string[] = [];
  for (const path of paths) {
    if (isTornHeader(await startOf(path))) torn.push(path);
    else sources.push(opening.use(await openSource(path, options)));
  }
  const [onlyTorn] = torn;
  if (sources.length === 0 && onlyTorn !== undefined) {
    throw new ParallaxError('recording', `${onlyTorn}: ${tornWords}`);
  }
  sources.push(...torn.map(tornSource));
  // From here on the caller must close them.
  opening.move();
  return sources;
}

const tornWords = 'the file ends before its header does';

function tornSource(path: string): ExchangeSource {
  return {
    path,
    recorder: '',
    host: '',
    startedAtMs: Number.POSITIVE_INFINITY,
    first: null,
    hasPlaceholders: false,
    parts: tornPart,
    readShare: () => 1,
    [Symbol.asyncDispose]: async () => undefined,
  };
}

async function* tornPart(): AsyncGenerator<SourcePart> {
  yield { kind: 'fault', place: 'byte 0', words: tornWords, exchanges: 0 };
}

async function openSource(path: string, { key, origins }: OpenOptions): Promise<ExchangeSource> {
  const start = await startOf(path);
  const text = start.toString('latin1');
  if (text.startsWith(magicLine.slice(0, -1))) return openRecordingSource(path, key);
  if (/^(?:\xef\xbb\xbf)?\s*\{/.test(text)) return openHar(path, origins);
  const isZipped = start[0] === 0x1f && start[1] === 0x8b;
  if (isZipped || /^[123] [0-9a-zA-Z]+ \d+/.test(text)) return openGoreplay(path, isZipped);
  throw new ParallaxError(
    'recording',
    `${path}: this is not a recording of Parallax, a HAR or a GoReplay file`,
  );
}

async function startOf(path: string): Promise<Buffer> {
  await using file = await open(path, 'r');
  // The system's error would not name it.
  if ((await file.stat()).isDirectory()) {
    throw new ParallaxError('recording', `${path}: this is a folder`);
  }
  const { buffer, bytesRead } = await file.read(Buffer.alloc(startBytes), 0, startBytes, 0);
  return buffer.subarray(0, bytesRead);
}
