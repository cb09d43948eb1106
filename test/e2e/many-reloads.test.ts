import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Agent, request } from 'undici';
import { expect, it, onTestFinished, vi } from 'vitest';
import { serveParallax } from '../cli/parallax-program.ts';
import { deployment, keptConnection } from './reload/reloadable.ts';

/** Fewer show nothing about memory, and these take a minute: `RELOADS=80`. */
const reloads = Number(process.env.RELOADS ?? '0');

/** Every reload changes rules, what requests look like, how they are mirrored, or where they go. */
function variants(a: string, b: string): readonly object[] {
  const both = { primary: a, candidate: b };
  const ignoring = { compare: { ignore: ['$.by'] } };
  return [
    { ...both, ...ignoring },
    { ...both, compare: { ignore: ['$.by', '$.other'] } },
    { ...both, ...ignoring, forwarded: true },
    { ...both, ...ignoring, mirror: { concurrency: 32 }, log: { level: 'error' } },
    { ...both, ...ignoring, candidate: { url: b, timeoutMs: 20_000 } },
    { primary: b, candidate: a, ...ignoring },
    { primary: b, candidate: a, ...ignoring, routes: [{ match: 'GET /{name}', area: 'all' }] },
  ];
}

function answering(by: string): Promise<string> {
  return deployment((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ by, items: [1, 2, 3] }));
  });
}

it.runIf(reloads > 0)(
  `${reloads} reloads under load cost no request, no evidence and no memory`,
  { timeout: 300_000 },
  async () => {
    const configs = variants(await answering('a'), await answering('b'));
    const folder = mkdtempSync(join(tmpdir(), 'parallax-reloads-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'parallax.yaml');
    const write = (at: number): void =>
      writeFileSync(file, JSON.stringify(configs[at % configs.length]));
    write(0);
    await using parallax = await serveParallax([`--config=${file}`]);
    const url = `http://${parallax.listenAddress}`;
    const adminUrl = `http://${parallax.adminAddress}`;
    const agent = new Agent();
    onTestFinished(() => agent.close());
    const metrics = async (): Promise<string> =>
      (await request(`${adminUrl}/metrics`, { dispatcher: agent })).body.text();

    const over = new AbortController();
    /** Statuses, and the errors of requests that got no answer. */
    const results = new Set<unknown>();
    const clients = Array.from({ length: 50 }, async (_, at) => {
      const client = keptConnection(url);
      while (!over.signal.aborted) {
        const { status } = await client
          .ask(`/${at % 5}`)
          .catch((error: unknown) => ({ status: error }));
        results.add(status);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    });
    const load = wrkUntil(url, over.signal);
    const residentBytes: number[] = [];
    for (let at = 1; at <= reloads; at += 1) {
      write(at);
      const reload = { method: 'POST', dispatcher: agent } as const;
      const { statusCode, body } = await request(`${adminUrl}/api/config/reload`, reload);
      expect([statusCode, await body.text()]).toEqual([200, expect.any(String)]);
      residentBytes.push(sumOf(await metrics(), /^process_resident_memory_bytes (.*)$/gm));
    }
    over.abort();
    await Promise.all(clients);
    expect(await load).toBe(0);
    expect(results).toEqual(new Set([200]));

    // Every exchange is looked at, or counted by the reason why it was not.
    const accounted = await vi.waitUntil(
      async () => {
        const text = await metrics();
        const answers = sumOf(text, /^parallax_client_answers_total\{.*\} (.*)$/gm);
        const compared = sumOf(
          text,
          /^parallax_exchanges_total\{.*outcome="(?!skipped).*\} (.*)$/gm,
        );
        const shed = sumOf(text, /^parallax_shed_total\{.*\} (.*)$/gm);
        return answers === compared + shed ? { text, compared } : null;
      },
      { timeout: 60_000, interval: 100 },
    );
    expect(sumOf(accounted.text, /^parallax_exchanges_total\{.*outcome="match".*\} (.*)$/gm)).toBe(
      accounted.compared,
    );
    expect(sumOf(accounted.text, /^parallax_plane_restarts_total\{.*\} (.*)$/gm)).toBe(0);
    const [early, late] = [
      median(residentBytes.slice(Math.floor(reloads / 3), Math.floor(reloads / 2))),
      median(residentBytes.slice(-Math.floor(reloads / 5))),
    ];
    expect(late / early).toBeLessThan(1.25);
  },
);

function sumOf(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].reduce((sum, [, value]) => sum + Number(value), 0);
}

function median(values: readonly number[]): number {
  return values.toSorted((x, y) => x - y)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Runs wrk again and again. @returns how many answers it missed or disliked */
async function wrkUntil(url: string, over: AbortSignal): Promise<number> {
  let failed = 0;
  while (!over.aborted) {
    const { stdout } = await promisify(execFile)('wrk', ['-t1', '-c4', '-d2s', `${url}/wrk`]);
    const errors = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(
      stdout,
    );
    const bad = /Non-2xx or 3xx responses: (\d+)/.exec(stdout);
    failed += [...(errors?.slice(1) ?? []), bad?.[1] ?? 0].reduce<number>(
      (sum, one) => sum + Number(one),
      0,
    );
  }
  return failed;
}
