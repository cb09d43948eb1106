import { openSources } from '../../src/playback/open-sources.ts';
import type { Exchange } from '../../src/vocabulary/exchange.ts';

export interface ReadSource {
  readonly exchanges: readonly Exchange[];
  /** `place: words`. */
  readonly faults: readonly string[];
}

/** All that is in a file, whatever its format. */
export async function readSource(
  path: string,
  origins: readonly string[] = [],
): Promise<ReadSource> {
  const [source] = await openSources([path], { key: null, origins: new Set(origins) });
  if (source === undefined) throw new Error('nothing was opened');
  await using open = source;
  const exchanges: Exchange[] = [];
  const faults: string[] = [];
  for await (const part of open.parts()) {
    if (part.kind === 'exchanges') exchanges.push(...part.exchanges);
    else faults.push(`${part.place}: ${part.words}`);
  }
  return { exchanges, faults };
}

export function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
