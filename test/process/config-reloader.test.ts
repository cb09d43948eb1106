import { describe, expect, it } from 'vitest';
import type { LoadedValues } from '../../src/config/load.ts';
import { configSchema } from '../../src/config/schema.ts';
import { ConfigReloader } from '../../src/process/config-reloader.ts';
import type { ConfigChange } from '../../src/transport/config-change.ts';
import { memoryLog } from '../support/memory-log.ts';

function loaded(more: Record<string, unknown> = {}): LoadedValues {
  const config = configSchema.parse({
    primary: 'http://127.0.0.1:1',
    candidate: 'http://127.0.0.1:2',
    ...more,
  });
  return { config, settings: [], faults: null, files: [] };
}

const faulty: LoadedValues = {
  config: null,
  settings: null,
  files: [],
  faults: [
    { place: { file: 'parallax.yaml', line: 3, column: 5 }, subject: 'listen', message: 'no' },
  ],
};

/** A reloader whose file contains `next`, with the list of applied configs. */
function reloader(refuse: (change: ConfigChange) => string | null = () => null) {
  const applied: ConfigChange[] = [];
  const { log, lines } = memoryLog();
  const file = { next: loaded() };
  const running = loaded();
  if (running.config === null) throw new Error('the config of the test has faults');
  const { config, settings } = running;
  return {
    file,
    applied,
    lines,
    reloader: new ConfigReloader({
      running: { config, settings },
      load: () => file.next,
      apply: async (change) => {
        applied.push(change);
        await new Promise(setImmediate);
        return refuse(change);
      },
      onLoaded: () => undefined,
      onEnded: () => undefined,
      log,
      now: () => 1_000,
    }),
  };
}

describe('a reload', () => {
  it('of an unchanged config changes nothing', async () => {
    const { reloader: it, applied } = reloader();
    expect(await it.reload('signal')).toEqual({
      revision: 1,
      sinceMs: 1_000,
      needRestart: [],
      lastReload: { atMs: 1_000, because: 'signal', faults: [] },
    });
    expect(applied).toEqual([]);
  });

  it('of a config with faults reports their positions, and applies nothing', async () => {
    const { reloader: it, applied, file } = reloader();
    file.next = faulty;
    expect((await it.reload('file')).lastReload?.faults).toEqual(['parallax.yaml:3:5: listen: no']);
    expect(applied).toEqual([]);
  });

  it('that a plane refuses restores the previous config', async () => {
    const {
      reloader: it,
      applied,
      file,
    } = reloader(({ config }) =>
      config.log.level === 'debug' ? 'the compare plane refused the config' : null,
    );
    file.next = loaded({ log: { level: 'debug' } });
    const state = await it.reload('api');
    expect(state.lastReload?.faults).toEqual(['the compare plane refused the config']);
    expect(applied.map(({ config, revision }) => [config.log.level, revision])).toEqual([
      ['debug', 2],
      ['info', 3],
    ]);
  });

  it('of a config in which a deployment is this Parallax is refused', async () => {
    const { reloader: it, applied, file } = reloader();
    file.next = loaded({ candidate: 'http://127.0.0.1:8080', listen: '127.0.0.1:9' });
    expect((await it.reload('file')).lastReload?.faults).toEqual([
      expect.stringContaining('candidate.url'),
    ]);
    expect(applied).toEqual([]);
  });

  it('that is requested during another one reads the file again after it', async () => {
    const { reloader: it, applied, file } = reloader();
    file.next = loaded({ routesMax: 1 });
    const first = it.reload('api');
    await new Promise(setImmediate);
    file.next = loaded({ routesMax: 2 });
    const [, second, third] = await Promise.all([first, it.reload('file'), it.reload('signal')]);
    expect(second.revision).toBe(3);
    expect(third).toBe(second);
    expect(applied.map(({ config }) => config.routesMax)).toEqual([1, 2]);
  });
});

describe('a secondary during a swap of primary and candidate', () => {
  const [a, b, c] = ['http://127.0.0.1:1', 'http://127.0.0.1:2', 'http://127.0.0.1:3'];
  const withSecondary = { secondary: { url: c } };

  it('is not used, because it runs the code of the previous primary', async () => {
    const { reloader: it, applied, file, lines } = reloader();
    file.next = loaded(withSecondary);
    await it.reload('file');
    file.next = loaded({ primary: b, candidate: a, ...withSecondary });
    await it.reload('file');
    expect(applied.map(({ config }) => config.secondary !== undefined)).toEqual([true, false]);
    expect(lines.filter(({ level }) => level === 40)).toHaveLength(1);
  });

  it('stays unused at later reloads, and is used again when they are swapped back', async () => {
    const { reloader: it, applied, file } = reloader();
    file.next = loaded(withSecondary);
    await it.reload('file');
    file.next = loaded({ primary: b, candidate: a, ...withSecondary });
    await it.reload('file');
    file.next = loaded({ primary: b, candidate: a, routesMax: 3, ...withSecondary });
    await it.reload('file');
    file.next = loaded(withSecondary);
    await it.reload('file');
    expect(applied.map(({ config }) => config.secondary !== undefined)).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  it('stays unused if the config that swaps them back is refused', async () => {
    const {
      reloader: it,
      applied,
      file,
    } = reloader(({ config }) => (config.routesMax === 4 ? 'no' : null));
    file.next = loaded(withSecondary);
    await it.reload('file');
    file.next = loaded({ primary: b, candidate: a, ...withSecondary });
    await it.reload('file');
    file.next = loaded({ routesMax: 4, ...withSecondary });
    await it.reload('file');
    file.next = loaded({ primary: b, candidate: a, routesMax: 5, ...withSecondary });
    await it.reload('file');
    expect(applied.at(-1)?.config).toMatchObject({ routesMax: 5 });
    expect(applied.at(-1)?.config.secondary).toBeUndefined();
  });

  it('is not used when they are swapped back if it was added during the swap', async () => {
    const { reloader: it, applied, file } = reloader();
    file.next = loaded(withSecondary);
    await it.reload('file');
    const other = { secondary: { url: 'http://127.0.0.1:4' } };
    file.next = loaded({ primary: b, candidate: a, ...other });
    await it.reload('file');
    file.next = loaded(other);
    await it.reload('file');
    expect(applied.map(({ config }) => config.secondary !== undefined)).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('is not used if the former candidate had a path in its URL', async () => {
    const { reloader: it, applied, file } = reloader();
    file.next = loaded({ candidate: `${b}/v2`, ...withSecondary });
    await it.reload('file');
    file.next = loaded({ primary: b, candidate: a, ...withSecondary });
    await it.reload('file');
    expect(applied.map(({ config }) => config.secondary !== undefined)).toEqual([true, false]);
  });
});
