import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemProgram } from '../../support/system-package.ts';
import { comparisonOf, differenceOf, mismatchOf, totalsOf } from '../comparison-fixture.ts';
import { type ControlWorker, startControlWorker } from '../control-worker.ts';

/**
 * Whoever can send a request to the proxied API chooses what an engineer's browser is shown here:
 * in routes, in field names, in values. It must be shown as text: nothing of it may run, load,
 * lead elsewhere, or pass for something that it is not.
 */

const chromiumPath = systemProgram('chromium', { package: 'chromium' });

const hostile = [
  '<script>document.title = "owned"</script>',
  '<img src=x onerror="document.title = \'owned\'">',
  '"><svg onload="document.title = \'owned\'">',
  "' style='position:fixed;inset:0' onmouseover='document.title=1",
  '</code></td></tr></table><h1 id="owned">owned</h1>',
  '<style>* { display: none }</style>',
  '<meta http-equiv="refresh" content="0; url=http://evil.test/">',
  '<iframe src="http://evil.test/"></iframe>',
  '${7 * 7} {{7 * 7}} javascript:alert(1)',
  '\u202Egnp.exe\u202C \u0000\u001B[31m\u200B',
  'x'.repeat(200_000),
  'e\u0301'.repeat(500) + '\u0300'.repeat(2000),
];

/** Whatever of it became part of the page, beside scripts of ours. */
const foreign =
  '#owned, script:not([src^="/assets/"]), iframe, style, [style], [onload], [onerror]';

interface Visit {
  readonly page: Page;
  /** Console messages, page errors and requests that failed or went elsewhere. */
  readonly complaints: readonly string[];
}

describe.skipIf(chromiumPath === null)('the first page in Chromium', () => {
  let browser: Browser;
  let worker: ControlWorker;

  beforeAll(async () => {
    [browser, worker] = await Promise.all([
      chromium.launch({ executablePath: chromiumPath!, args: ['--no-sandbox'] }),
      startControlWorker(),
    ]);
    worker.report(totalsOf());
    await worker.feed(
      hostile.flatMap((text) => [
        comparisonOf({ route: `GET /${text}`, area: text.slice(0, 50) }),
        mismatchOf(
          [
            differenceOf({
              path: `$.${text}`,
              template: `$.${text}`,
              primary: text,
              candidate: null,
            }),
            differenceOf({ aspect: 'header', primary: null, candidate: text }),
          ],
          { route: `GET /${text}` },
        ),
      ]),
    );
  });

  afterAll(async () => {
    await browser.close();
    await worker[Symbol.asyncDispose]();
  });

  async function visit(colorScheme: 'light' | 'dark', width: number): Promise<Visit> {
    const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('requestfailed', (request) => complaints.push(request.url()));
    page.on('request', (request) => {
      if (!request.url().startsWith(worker.url)) complaints.push(request.url());
    });
    await page.goto(worker.url, { waitUntil: 'load' });
    return { page, complaints };
  }

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
  ] as const)('shows hostile content as text: %s, %i pixels wide', async (scheme, width) => {
    const { page, complaints } = await visit(scheme, width);
    expect(complaints).toEqual([]);
    expect(await page.title()).toBe('Overview · Parallax');
    expect(await page.locator(foreign).count()).toBe(0);
    expect(await page.locator('main').innerText()).toContain(hostile[0]);
    await page.close();
  });

  it.each([1280, 390])('keeps its layout: nothing is wider than %i pixels', async (width) => {
    const { page } = await visit('light', width);
    const scrollWidth = await page.evaluate<number>('document.documentElement.scrollWidth');
    expect(scrollWidth).toBe(width);
    await page.close();
  });

  it('spells out what would turn the text around', async () => {
    const { page } = await visit('light', 1280);
    const invisible = await page.locator('.invisible').allInnerTexts();
    expect(invisible).toEqual(expect.arrayContaining(['\\u{202e}', '\\u{0}', '\\u{1b}']));
    await page.close();
  });

  it.each(['light', 'dark'] as const)('follows the reader: %s', async (scheme) => {
    const { page } = await visit(scheme, 1280);
    const ground = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    expect(ground).toBe(scheme === 'light' ? 'rgb(247, 247, 245)' : 'rgb(18, 20, 22)');
    await page.close();
  });

  it('would report a script or a style of its own, had it any', async () => {
    const { page, complaints } = await visit('light', 1280);
    await page.evaluate(
      `document.body.insertAdjacentHTML('beforeend', '<p style="color:red">x</p>')`,
    );
    await expect
      .poll(() => complaints)
      .toEqual([expect.stringContaining('Content Security Policy')]);
    await page.close();
  });
});
