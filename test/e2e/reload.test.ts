import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { addresses, deployment, keptConnection, sharedReloadable } from './reload/reloadable.ts';

const aMinute = { timeout: 60_000 };
const patience = { timeout: 60_000, interval: 100 };

/** Two deployments that disagree about who they are. */
async function namedPair(): Promise<{ a: string; b: string }> {
  const [a, b] = await Promise.all(
    ['a', 'b'].map((by) =>
      deployment((_, response) => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ by, items: [1, 2, 3] }));
      }),
    ),
  );
  return { a: a!, b: b! };
}

const begin = sharedReloadable();

describe('a new config', () => {
  it('applies to later exchanges, also on open connections', aMinute, async () => {
    const { a, b } = await namedPair();
    const parallax = await begin({ primary: a, candidate: b });
    const client = keptConnection(parallax.url);
    await client.ask('/x');
    expect(await parallax.outcomes(1)).toEqual({ mismatch: 1 });
    parallax.write({ primary: a, candidate: b, compare: { ignore: ['$.by'] } });
    expect(await parallax.reload()).toMatchObject({
      status: 200,
      body: { revision: parallax.revision + 1 },
    });
    await client.ask('/x');
    expect(await parallax.outcomes(2)).toEqual({ mismatch: 1, match: 1 });
    await vi.waitUntil(async () => (await parallax.metric('parallax_connections')) === 1, patience);
  });

  it(
    'with a fault keeps the previous one in force, and the fault is reported with line and column',
    aMinute,
    async () => {
      const { a, b } = await namedPair();
      const parallax = await begin({ primary: a, candidate: b });
      parallax.write(`primary: ${a}\ncandidate: ${b}\ncompare:\n  ignoe: ['$.by']\n`);
      const words = `${parallax.file}:4:3: compare.ignoe: there is no such key: did you mean ignore?`;
      expect(await parallax.reload()).toMatchObject({ status: 422, body: { faults: [words] } });
      await vi.waitFor(
        async () => expect(await parallax.metric('parallax_config_reload_success')).toBe(0),
        patience,
      );
      expect(await parallax.admin('/')).toContain('did you mean ignore?');
      expect(parallax.lines.flatMap(({ faults }) => faults ?? [])).toEqual([words]);
      expect((await keptConnection(parallax.url).ask('/x')).text).toContain('"by":"a"');
    },
  );

  it('applies except for keys that need a restart, which are reported', aMinute, async () => {
    const { a, b } = await namedPair();
    const parallax = await begin({ primary: a, candidate: b });
    parallax.write({
      primary: a,
      candidate: b,
      listen: '127.0.0.1:1',
      store: 'other.db',
      compare: { ignore: ['$.by'] },
    });
    expect((await parallax.reload()).body).toMatchObject({ needRestart: ['listen', 'store'] });
    await keptConnection(parallax.url).ask('/x');
    expect(await parallax.outcomes(1)).toEqual({ match: 1 });
    await vi.waitFor(
      async () => expect(await parallax.admin('/config')).toContain('need a restart'),
      patience,
    );
  });

  it('is loaded when its file changes', aMinute, async () => {
    const { a, b } = await namedPair();
    const parallax = await begin({ primary: a, candidate: b });
    parallax.write({ primary: a, candidate: b, log: { level: 'debug' } });
    const page = (): Promise<string> => parallax.admin('/config');
    await vi.waitFor(
      async () => expect(await page()).toContain(`revision ${parallax.revision + 1}`),
      patience,
    );
  });

  it('with mirror.methods: none stops mirroring at once', aMinute, async () => {
    const { a, b } = await namedPair();
    const parallax = await begin({ primary: a, candidate: b });
    const client = keptConnection(parallax.url);
    await client.ask('/x');
    await parallax.outcomes(1);
    parallax.write({ primary: a, candidate: b, mirror: { methods: 'none' } });
    await parallax.reload();
    await client.ask('/x');
    parallax.write({ primary: a, candidate: b });
    await parallax.reload();
    await client.ask('/x');
    expect(await parallax.outcomes(2)).toEqual({ mismatch: 2 });
  });

  it('with another candidate mirrors later exchanges to that candidate', aMinute, async () => {
    const { a, b } = await namedPair();
    const parallax = await begin({ primary: a, candidate: b });
    const client = keptConnection(parallax.url);
    await client.ask('/x');
    await parallax.outcomes(1);
    parallax.write({ primary: a, candidate: a });
    await parallax.reload();
    await client.ask('/x');
    expect(await parallax.outcomes(2)).toEqual({ mismatch: 1, match: 1 });
  });
});

/** A deployment that gives its notes numbers from `first` on. */
function minting(first: number): Promise<string> {
  const notes = new Map<string, string>();
  return deployment((request, response) => {
    const id = request.url?.split('/')[2] ?? '';
    response.setHeader('content-type', 'application/json');
    if (request.method === 'POST') {
      const made = String(first + notes.size);
      notes.set(made, `note ${notes.size}`);
      response.writeHead(201).end(JSON.stringify({ id: made, text: notes.get(made) }));
      return;
    }
    response.writeHead(notes.has(id) ? 200 : 404);
    response.end(JSON.stringify({ id, text: notes.get(id) ?? null }));
  });
}

/** A config of two deployments with states of their own. */
function between(primary: string, candidate: string): object {
  return {
    primary,
    candidate: { url: candidate, ownState: true },
    mirror: { methods: 'all' },
  };
}

describe('a swap of primary and candidate', () => {
  it(
    'costs no request under load, promotion and rollback alike, and keeps connections open',
    aMinute,
    async () => {
      const { a, b } = await namedPair();
      const rules = { compare: { ignore: ['$.by'] } };
      const parallax = await begin({ primary: a, candidate: b, ...rules });
      const seen: string[] = [];
      const over = new AbortController();
      const clients = Array.from({ length: 20 }, async () => {
        const client = keptConnection(parallax.url);
        let asked = 0;
        for (; !over.signal.aborted; asked += 1) {
          const { status, text } = await client.ask('/x');
          seen.push(status === 200 ? (JSON.parse(text) as { by: string }).by : String(status));
        }
        return asked;
      });
      const answeredBy = (by: string, after: number): Promise<unknown> =>
        vi.waitUntil(
          () => seen.length > after + 100 && seen.slice(-40).every((one) => one === by),
          {
            interval: 5,
            timeout: 60_000,
          },
        );
      await answeredBy('a', 0);
      const areOpen = async (): Promise<boolean> =>
        (await parallax.metric('parallax_connections')) === 20;
      await vi.waitUntil(areOpen, { timeout: 60_000 });
      parallax.write({ primary: b, candidate: a, ...rules });
      expect((await parallax.reload()).status).toBe(200);
      await answeredBy('b', seen.length);
      parallax.write({ primary: a, candidate: b, ...rules });
      expect((await parallax.reload()).status).toBe(200);
      await answeredBy('a', seen.length);
      expect(await areOpen()).toBe(true);
      over.abort();
      const asked = (await Promise.all(clients)).reduce((sum, count) => sum + count, 0);
      expect(new Set(seen)).toEqual(new Set(['a', 'b']));
      expect(await parallax.outcomes(asked)).toEqual({ match: asked });
      expect(parallax.lines.filter(({ level }) => Number(level) >= 40)).toEqual([]);
    },
  );

  it(
    'keeps the known identities, and translates requests in the other direction',
    aMinute,
    async () => {
      const a = await minting(1_000);
      const b = await minting(7_000);
      const parallax = await begin(between(a, b));
      const client = keptConnection(parallax.url);
      for (let made = 0; made < 10; made += 1)
        await client.ask('/notes', { method: 'POST', body: '' });
      await parallax.outcomes(10);
      parallax.write(between(b, a));
      await parallax.reload();
      // As the former candidate calls them: nobody has asked for these names before.
      for (let at = 0; at < 10; at += 1) {
        expect((await client.ask(`/notes/${7_000 + at}`)).status).toBe(200);
      }
      await client.ask('/notes', { method: 'POST', body: '' });
      expect((await client.ask('/notes/7010')).status).toBe(200);
      expect(await parallax.outcomes(22)).toEqual({ match: 22 });
    },
  );

  it(
    'does not mirror to the new primary what it answers itself, also if its URL had a path',
    aMinute,
    async () => {
      const { a, b } = await namedPair();
      const parallax = await begin({ primary: a, candidate: `${b}/beta` });
      const load = { isOver: false };
      const clients = Array.from({ length: 20 }, async () => {
        const client = keptConnection(parallax.url);
        let asked = 0;
        for (; !load.isOver; asked += 1) await client.ask('/x');
        return asked;
      });
      for (const [primary, candidate] of [
        [b, a],
        [a, b],
        [b, a],
      ]) {
        parallax.write({ primary, candidate: `${candidate}/beta` });
        await parallax.reload();
      }
      load.isOver = true;
      const asked = (await Promise.all(clients)).reduce((sum, count) => sum + count, 0);
      // The two always differ, and each is like itself.
      expect(await parallax.outcomes(asked)).toEqual({ mismatch: asked });
    },
  );

  it(
    'and back before the first exchange ends mirrors each exchange as it began',
    aMinute,
    async () => {
      const held = Promise.withResolvers<void>();
      const named = (by: string): Promise<string> =>
        deployment(async (request, response) => {
          if (request.url === '/held') await held.promise;
          response.setHeader('content-type', 'application/json');
          response.end(JSON.stringify({ by }));
        });
      const [a, b] = await Promise.all([named('a'), named('b')]);
      const parallax = await begin({ primary: a, candidate: b });
      const [slow, client] = [keptConnection(parallax.url), keptConnection(parallax.url)];
      const first = slow.ask('/held');
      for (const [primary, candidate] of [
        [b, a],
        [a, b],
      ]) {
        await client.ask('/x');
        parallax.write({ primary, candidate });
        await parallax.reload();
      }
      held.resolve();
      await first;
      expect(await parallax.outcomes(3)).toEqual({ mismatch: 3 });
    },
  );
});

describe('a config in a Kubernetes ConfigMap', () => {
  // The last of all: the file is a link from then on.
  it('is reloaded when the ConfigMap changes', aMinute, async () => {
    const { a, b } = await namedPair();
    const parallax = await begin({ primary: a, candidate: b });
    const folder = dirname(parallax.file);
    const link = (target: string, name: string): void => {
      symlinkSync(target, join(folder, 'link'));
      renameSync(join(folder, 'link'), join(folder, name));
    };
    for (const [version, level] of Object.entries({ '..1': 'info', '..2': 'warn' })) {
      mkdirSync(join(folder, version));
      const config = { ...addresses, primary: a, candidate: b, log: { level } };
      writeFileSync(join(folder, version, 'parallax.yaml'), JSON.stringify(config));
    }
    link('..1', '..data');
    link(join('..data', 'parallax.yaml'), 'parallax.yaml');
    const shows = (words: string): Promise<void> =>
      vi.waitFor(async () => expect(await parallax.admin('/config')).toContain(words), patience);
    await shows(`revision ${parallax.revision + 1}`);
    link('..2', '..data');
    await shows(`revision ${parallax.revision + 2}`);
  });
});
