import { fileURLToPath } from 'node:url';
import { type PinnedProcess, startPinned } from '../pinned-process.ts';

export interface Parallax extends AsyncDisposable {
  readonly url: string;
  readonly adminUrl: string;
  readonly process: PinnedProcess;
  /** What its own metrics say now: the sum over each name, and each sample with its labels. */
  metrics(): Promise<ReadonlyMap<string, number>>;
}

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export async function startParallax(core: string, flags: readonly string[]): Promise<Parallax> {
  const running = startPinned(core, [
    process.execPath,
    main,
    'run',
    '--listen=127.0.0.1:0',
    '--admin=127.0.0.1:0',
    ...flags,
  ]);
  const serving = JSON.parse(await running.lineWith('"msg":"serving"')) as Record<string, string>;
  return {
    url: `http://${serving.listen}`,
    adminUrl: `http://${serving.admin}`,
    process: running,
    async metrics() {
      const response = await fetch(`http://${serving.admin}/metrics`);
      return parseMetrics(await response.text());
    },
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}

function parseMetrics(text: string): ReadonlyMap<string, number> {
  const samples = new Map<string, number>();
  for (const [, name = '', labels = '', value] of text.matchAll(/^(\w+)(\{[^}]*\})? (\S+)$/gm)) {
    samples.set(name + labels, Number(value));
    if (labels !== '') samples.set(name, (samples.get(name) ?? 0) + Number(value));
  }
  return samples;
}
