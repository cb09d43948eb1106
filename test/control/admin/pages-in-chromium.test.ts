import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Hono } from 'hono';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { databasesPage } from '../../../src/control/admin/pages/databases-page.ts';
import type { DatabasesStanding } from '../../../src/control/databases/both-databases.ts';
import type { DatabaseChange } from '../../../src/control/databases/database-sample.ts';
import { noteChange } from '../../../src/control/databases/database-sums.ts';
import { documentOf } from '../../../src/report/document.ts';
import type { Report } from '../../../src/report/facts.ts';
import { htmlOf } from '../../../src/report/html.ts';
import { reportOf } from '../../../src/report/report.ts';
import { emptyEvidence } from '../../../src/vocabulary/evidence.ts';
import { addValue, type Side, sumsAt } from '../../../src/vocabulary/side-sums.ts';
import { watchedKey, type WatchedName } from '../../../src/vocabulary/watched.ts';
import { completeFacts, deploymentFacts, findingFacts } from '../../report/report-facts.ts';
import { systemProgram } from '../../support/system-package.ts';
import { totalsOf } from '../comparison-fixture.ts';
import { type ControlWorker, startControlWorker } from '../control-worker.ts';
import { foreignElements, hostileTexts } from './hostile-text.ts';
import { hostileDocument, hostileTraffic } from './hostile-traffic.ts';

/**
 * Whoever can send a request to the proxied API chooses what an engineer's browser is shown here:
 * in routes, in field names, in values, in bodies. It must be shown as text: nothing of it may run,
 * load, lead elsewhere, or pass for something that it is not.
 */

const chromiumPath = systemProgram('chromium', { package: 'chromium' });
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const longestBytes = 100 * 1024;
const wide = { width: 1280, height: 900 };
const narrow = { width: 390, height: 900 };

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

describe.skipIf(chromiumPath === null)('a page in Chromium', () => {
  let browser: Browser;
  /** One for all: a browser takes a second to make another, and half of one to change its site. */
  let page: Page;
  let worker: ControlWorker;
  /** Every page there is, and of exchanges one for each hostile text. */
  let exchanges: readonly string[];
  /** Console messages, page errors, failed requests and requests to other origins, of the latest visit. */
  const complaints: string[] = [];
  /** That the latest visit loaded, as they were sent. */
  let bytes = 0;

  beforeAll(async () => {
    [browser, worker] = await Promise.all([
      chromium.launch({ executablePath: chromiumPath!, args: ['--no-sandbox'] }),
      startControlWorker(hostileDocument()),
    ]);
    page = await browser.newPage({ viewport: wide });
    await watch();
    const url = 'http://127.0.0.1:5001';
    worker.report(
      totalsOf({ outages: [{ deployment: 'candidate', url, fault: 'refused', sinceMs: 0 }] }),
    );
    await worker.feed(hostileTraffic());
    // They are written once a second.
    exchanges = await vi.waitUntil(
      async () => {
        const links = await linksOn('/exchanges', /\/exchanges\/[^"]+/g);
        return links.length === hostileTexts.length && links;
      },
      { timeout: 60_000 },
    );
  });

  afterAll(async () => {
    await browser.close();
    await worker[Symbol.asyncDispose]();
  });

  async function linksOn(path: string, link: RegExp): Promise<readonly string[]> {
    const text = await (await fetch(worker.url + path)).text();
    return [...new Set(text.match(link))].map((one) => one.replaceAll('&amp;', '&'));
  }

  async function watch(): Promise<void> {
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(worker.url)) complaints.push(request.url());
    });
    page.on('requestfailed', (request) => {
      // Requests of the previous page are aborted when it ends.
      if (request.failure()?.errorText !== 'net::ERR_ABORTED') complaints.push(request.url());
    });
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    session.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    // Each visit counts all that it needs.
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  }

  async function visit(path: string): Promise<void> {
    await page.setViewportSize(wide);
    complaints.length = 0;
    bytes = 0;
    await page.goto(worker.url + path, { waitUntil: 'load' });
  }

  /** The invariants of a page with hostile content. */
  async function expectTextAlone(within = 'html'): Promise<void> {
    const elements = JSON.stringify(foreignElements);
    const foreign = await page.evaluate<number>(
      `document.querySelector('${within}').querySelectorAll(${elements}).length`,
    );
    expect(complaints).toEqual([]);
    expect(foreign).toBe(0);
  }

  const pages = [
    '/',
    '/routes',
    '/route?name=',
    '/exchanges',
    '/exchanges/',
    '/field?',
    '/field?epoch=',
    '/gate/hold',
    '/baseline',
    '/databases',
    '/health',
    '/config',
  ] as const;

  /** All pages have one stylesheet: these show nearly all that it colors. */
  const darkPages: readonly string[] = ['/', '/exchanges/', '/health'];

  /** The addresses behind one of them: of a route, or an exchange, there are many. */
  async function addressesOf(path: (typeof pages)[number]): Promise<readonly string[]> {
    if (path === '/exchanges/') return exchanges;
    if (path === '/field?') return await linksOn(exchanges[0] ?? '', /\/field\?[^"]+/g);
    if (path === '/field?epoch=') return await linksOn('/', /\/field\?epoch=[^"#]+/g);
    if (path === '/route?name=') return await linksOn('/routes', /\/route\?name=[^"]+/g);
    return [path];
  }

  describe.each(pages)('%s', (path) => {
    let addresses: readonly string[];

    beforeAll(async () => {
      addresses = await addressesOf(path);
      await visit(addresses[0] ?? path);
    });

    it('has no accessibility fault', async () => {
      expect(await violations()).toEqual([]);
    });

    it.each(darkPages.filter((one) => one === path))(
      'has no accessibility fault in the dark: %s',
      async () => {
        await page.emulateMedia({ colorScheme: 'dark' });
        // Only contrasts depend on the scheme.
        expect(await violations("runOnly: ['color-contrast'],")).toEqual([]);
        await page.emulateMedia({ colorScheme: 'light' });
      },
    );

    it('is no larger than 100 KB with all it loads', async () => {
      await page.waitForLoadState('networkidle');
      expect(bytes).toBeGreaterThan(1000);
      expect(bytes).toBeLessThan(longestBytes);
    });

    it('shows hostile content as text, within the window', async () => {
      for (const address of addresses) {
        if (address !== addresses[0]) await visit(address);
        await expectTextAlone();
        expect(await page.title()).toMatch(/ · Parallax$/);
        expect([address, await contentWidth(page)]).toEqual([address, 1280]);
        // A few of many equal pages are enough for a narrow window.
        if (addresses.indexOf(address) >= 3) continue;
        await page.setViewportSize(narrow);
        expect([address, await contentWidth(page)]).toEqual([address, narrow.width]);
      }
    });
  });

  const violations = (rules = '') => violationsOn(page, rules);

  /** Shows a page that no config of this test leads to, at the address of the worker. */
  async function show(text: string): Promise<void> {
    const address = `${worker.url}/made-here`;
    await page.route(address, (route) => route.fulfill({ body: text, contentType: 'text/html' }));
    await visit('/made-here');
    await page.unroute(address);
  }

  it('shows the report without accessibility faults, without a script, within the window', async () => {
    await show(await htmlOf(documentOf(hostileReport())));
    await expectTextAlone('body');
    expect(await violations()).toEqual([]);
    await page.setViewportSize(narrow);
    expect(await contentWidth(page)).toBe(narrow.width);
  });

  it('shows databases without accessibility faults, and all numbers in a narrow window', async () => {
    await show(await hostileDatabasesPage());
    await expectTextAlone();
    expect(await violations()).toEqual([]);
    await page.setViewportSize(narrow);
    expect(await contentWidth(page)).toBe(narrow.width);
    const beyond = await page.evaluate<number[]>(
      "[...document.querySelectorAll('.scroll')].map((one) => one.scrollWidth - one.clientWidth)",
    );
    expect(beyond).toEqual([0, 0, 0]);
  });

  it('shows control characters that would reverse text as escapes', async () => {
    await visit('/');
    const invisible = await page.locator('.invisible').allInnerTexts();
    expect(invisible).toEqual(expect.arrayContaining(['\\u{202e}', '\\u{0}', '\\u{1b}']));
  });

  it.each([
    ['light', 'rgb(247, 247, 245)'],
    ['dark', 'rgb(18, 20, 22)'],
  ] as const)('follows the settings of the reader: %s', async (colorScheme, color) => {
    await visit('/');
    await page.emulateMedia({ colorScheme });
    const ground = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    expect(ground).toBe(color);
  });

  it('reports an inline script or style as a violation', async () => {
    await visit('/');
    await page.evaluate(
      `document.body.insertAdjacentHTML('beforeend', '<p style="color:red">x</p>')`,
    );
    await expect
      .poll(() => complaints, { timeout: 60_000 })
      .toContainEqual(expect.stringContaining('Content Security Policy'));
  });
});

async function contentWidth(page: Page): Promise<number> {
  return await page.evaluate<number>('document.documentElement.scrollWidth');
}

/** The violations that axe finds, with the first element of each. */
async function violationsOn(page: Page, rules: string) {
  // Outside the page's policy, as a browser's own tools are.
  await page.evaluate(axe);
  const violations = await page.evaluate<Violation[]>(
    `axe.run({ ${rules} resultTypes: ['violations'] }).then((run) => run.violations)`,
  );
  return violations.map(({ id, nodes }) => [id, nodes[0]?.html]);
}

function hostileReport(): Report {
  const findings = hostileTexts.map((text) => {
    const shown = text.slice(0, 10_000);
    return findingFacts({ route: shown, field: shown });
  });
  const criteria = hostileTexts.map((text) => {
    const shown = text.slice(0, 10_000);
    return { criterion: 'mismatches', area: shown, result: 'fail', reason: shown } as const;
  });
  return reportOf(
    completeFacts({ deployments: [deploymentFacts({ verdict: 'fail', criteria, findings })] }),
  );
}

/** A page with hostile statements and names of tables. */
async function hostileDatabasesPage(): Promise<string> {
  const evidence = emptyEvidence();
  const standing: DatabasesStanding = {
    reading: 'here',
    faults: { primary: null, candidate: 'no_extension' },
    isReplica: { primary: true, candidate: false },
    dropped: { primary: 3, candidate: 0 },
  };
  const long = `select ${Array.from({ length: 40 }, (_, at) => `r.column_number_${at}`).join(', ')} from request_logs r where r.id = ?`;
  const counts = { calls: 123_456, timeMs: 98_765.4321, rows: 1_234_567 };
  const shapes = [long, ...hostileTexts.map((text) => text.slice(0, 2000))];
  const change: DatabaseChange = {
    statements: new Map(shapes.map((shape) => [shape, counts])),
    tables: new Map(shapes.map((shape) => [shape, { scans: 1234, rows: 1_234_567 }])),
    counters: { rollbacks: 1, deadlocks: 2, conflicts: 3 },
    connections: 12,
  };
  const noted = {
    current: () => evidence,
    noteWatched(name: WatchedName, side: Side, value: number, n?: number) {
      addValue(sumsAt(evidence.watched, watchedKey(name))[side], value, n);
    },
  };
  for (const side of ['primary', 'candidate'] as const)
    noteChange(noted, { side, change, exchanges: 700, block: null });
  const page = databasesPage({
    instance: 'k3x9',
    evidence: noted,
    standing: () => standing,
    totals: () => null,
  });
  const app = new Hono().get('/', page);
  return (await app.request('/')).text();
}
