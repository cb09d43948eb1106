import { Hono } from 'hono';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { planeUnderTest } from '../plane-under-test.ts';
import { turnBudget } from '../../../src/control/admin/turn-budget.ts';
import { threadCpuMs } from '../../../src/vocabulary/thread-cpu.ts';

/** An app in which each page takes the thread so long. */
function appOf(pageMs: number) {
  let nowMs = 0;
  const app = new Hono();
  app.use(
    turnBudget(
      (path) => path === '/healthz',
      () => nowMs,
    ),
  );
  app.get('/healthz', (context) => context.text('ok'));
  app.get('/page', (context) => {
    nowMs += pageMs;
    return context.text('page');
  });
  /** Asked for at once. */
  return async (...paths: readonly string[]): Promise<readonly number[]> => {
    const answers = await Promise.all(paths.map(async (path) => app.request(path)));
    return answers.map(({ status }) => status);
  };
}

describe('simultaneous requests', () => {
  it('are all answered if that is quick', async () => {
    const ask = appOf(20);
    expect(await ask('/page', '/page', '/page')).toEqual([200, 200, 200]);
  });

  it('are refused if it takes long', async () => {
    const ask = appOf(200);
    expect(await ask('/page', '/page', '/page')).toEqual([200, 200, 503]);
  });

  it('are answered again after other work has had its turn', async () => {
    const ask = appOf(200);
    await ask('/page', '/page', '/page');
    await setImmediate();
    expect(await ask('/page')).toEqual([200]);
  });

  it('are answered if the thread only waited for a processor', async () => {
    let nowMs = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (nowMs += 1_000));
    onTestFinished(() => clock.mockRestore());
    const app = new Hono();
    app.use(turnBudget(() => false)).get('/page', (context) => context.text('page'));
    const answers = await Promise.all([app.request('/page'), app.request('/page')]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  });

  it('are answered in any case if they are urgent', async () => {
    const ask = appOf(200);
    expect(await ask('/page', '/page', '/healthz')).toEqual([200, 200, 200]);
  });
});

async function useUp(ms: number): Promise<void> {
  await setImmediate();
  const endsAt = threadCpuMs() + ms;
  while (threadCpuMs() < endsAt);
}

/** The statuses of requests that are read in one turn of the event loop, with 300 ms of CPU time after the first. */
async function statusesOf(...paths: readonly string[]): Promise<readonly number[]> {
  using plane = planeUnderTest();
  const [first, ...others] = paths;
  const asked = [plane.ask(first!)];
  const work = useUp(300);
  asked.push(...others.map(async (path) => plane.ask(path)));
  await work;
  return (await Promise.all(asked)).map(({ status }) => status);
}

describe('a turn of the event loop that other work has used up', () => {
  it('refuses a further page, and no script or style of a page', async () => {
    const paths = ['/healthz', '/assets/keys.js', '/assets/unknown.js', '/routes'];
    expect(await statusesOf(...paths)).toEqual([200, 200, 503, 503]);
  });
});
