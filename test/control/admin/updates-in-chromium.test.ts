import {
  type Browser,
  type BrowserContext,
  chromium,
  type Page,
  type Route,
} from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemProgram } from '../../support/system-package.ts';
import { comparisonOf, totalsOf } from '../comparison-fixture.ts';
import { type ControlWorker, startControlWorker } from '../control-worker.ts';

const chromiumPath = systemProgram('chromium', { package: 'chromium' });
const token = 'a-token-of-more-than-16-characters';
const admin = { listen: '127.0.0.1:0', token, readsNeedToken: true };
/** A part of a page updates itself every five seconds. */
const updateMs = 5_000;
const overloaded = {
  status: 503,
  contentType: 'application/problem+json',
  body: '{"detail":"Parallax is overloaded. Try again soon."}',
};

describe.skipIf(chromiumPath === null)('an open page in Chromium', () => {
  let browser: Browser;
  let worker: ControlWorker;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    [browser, worker] = await Promise.all([
      chromium.launch({ executablePath: chromiumPath!, args: ['--no-sandbox'] }),
      startControlWorker(undefined, { admin }),
    ]);
    worker.report(totalsOf());
    await worker.feed([comparisonOf()]);
  });

  afterAll(async () => {
    await browser.close();
    await worker[Symbol.asyncDispose]();
  });

  beforeEach(async () => {
    context = await browser.newContext();
    page = await context.newPage();
    await page.clock.install();
    await page.goto(worker.url);
    await page.fill('#token', token);
    await page.click('button');
    await page.waitForSelector('#verdict');
  });

  afterEach(() => context.close());

  /** Lets time pass until the page has tried to update its verdict. */
  async function update(): Promise<void> {
    const tried = page.waitForRequest('**/verdict*');
    await page.clock.runFor(updateMs);
    await tried;
  }

  async function noticeIs(text: RegExp): Promise<void> {
    await vi.waitFor(async () => expect(await page.innerText('body')).toMatch(text), 45_000);
  }

  it.each<[string, RegExp, (route: Route) => Promise<void>]>([
    ['refuses it', /: Parallax answered with status 503\./, (route) => route.fulfill(overloaded)],
    ['does not answer', /: Parallax does not answer\./, (route) => route.abort()],
    ['hangs', /: Parallax does not answer\./, async () => undefined],
  ])(
    'keeps its verdict while Parallax %s, and shows the time of its last update',
    async (_, why, answer) => {
      await page.route('**/verdict*', answer);
      const shown = await page.innerText('#verdict h1');
      await update();
      await update();
      // Of an update that hangs, the time runs out.
      await page.clock.runFor(updateMs);
      await noticeIs(
        /The verdict on this page has not been updated since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/,
      );
      await noticeIs(why);
      expect(await page.innerText('#verdict h1')).toBe(shown);
    },
  );

  it('is up to date again after the next update', async () => {
    await page.route('**/verdict*', (route) => route.fulfill(overloaded));
    await update();
    await update();
    await page.waitForSelector('#not-updated:visible');
    await page.unroute('**/verdict*');
    await update();
    await vi.waitFor(async () => expect(await page.isVisible('#not-updated')).toBe(false), 45_000);
  });

  it('shows a later time after an update', async () => {
    const loadedAt = await page.innerText('.as-of time');
    await vi.waitFor(async () => {
      await update();
      expect(await page.innerText('.as-of time')).not.toBe(loadedAt);
    }, 45_000);
  });

  it('leads to the login once its session has ended', async () => {
    await context.clearCookies();
    await update();
    await vi.waitFor(() => expect(page.url()).toBe(`${worker.url}/login?to=%2F`), 45_000);
  });
});
