import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Specimen } from '../../../src/vocabulary/specimen.ts';
import { systemProgram } from '../../support/system-package.ts';
import { comparisonOf, differenceOf, mismatchOf, totalsOf } from '../comparison-fixture.ts';
import { type ControlWorker, startControlWorker } from '../control-worker.ts';

const chromiumPath = systemProgram('chromium', { package: 'chromium' });
const widths = [1280, 390] as const;
const pages = ['verdict', 'finding', 'route', 'exchange'] as const;
/** Of a page with a trap, no more is followed. */
const tabsMax = 200;

/** Where the focus is, in pixels of the whole page. */
interface Stop {
  /** Its place among all elements of the page. */
  readonly at: number;
  readonly markup: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Whether it has a ring, within the window. */
  readonly isSeen: boolean;
}

const body = { kind: 'json', text: '{"cost":1,"items":[1,2]}', bytes: 24, cut: false } as const;
const answer = { status: 200, fields: [['x-a', 'b']], body } as const;
const specimen: Specimen = {
  request: { method: 'GET', target: '/a', fields: [], body },
  primary: answer,
  candidate: { ...answer, body: { ...body, text: '{"cost":2,"items":[1,2]}' } },
  times: { sentMs: 1, firstByteMs: 2, endedMs: 3 },
  identities: [],
  alignment: null,
};

/** What the keyboard reaches in the open page, in the order of the document. */
const reachable = `[...document.querySelectorAll(
  'a[href], button, input:not([type=hidden]), select, summary, [tabindex="0"]'
)].filter((one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0)`;

const elementIndex = `(one) => [...document.querySelectorAll('*')].indexOf(one)`;

/** Where the focus is; null if it is nowhere. */
const focused = `(() => {
  const one = document.activeElement;
  if (one === null || one === document.body) return null;
  const { left, right, top, bottom } = one.getBoundingClientRect();
  const { outlineStyle, outlineWidth } = getComputedStyle(one);
  const isWithin = bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
  return {
    at: (${elementIndex})(one),
    markup: one.outerHTML.slice(0, 80),
    left: left + scrollX,
    right: right + scrollX,
    top: top + scrollY,
    bottom: bottom + scrollY,
    isSeen: isWithin && outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1,
  };
})()`;

describe.skipIf(chromiumPath === null)('the keyboard in Chromium', () => {
  let browser: Browser;
  let page: Page;
  let worker: ControlWorker;
  let addresses: Readonly<Record<(typeof pages)[number], string>>;

  beforeAll(async () => {
    [browser, worker] = await Promise.all([
      chromium.launch({ executablePath: chromiumPath!, args: ['--no-sandbox'] }),
      startControlWorker(),
    ]);
    page = await browser.newPage();
    worker.report(totalsOf());
    const facts = { wallClockMs: Date.now(), specimen };
    await worker.feed([
      ...Array.from({ length: 40 }, () => comparisonOf({ ...facts, specimen: null })),
      ...Array.from({ length: 40 }, () => mismatchOf([differenceOf()], facts)),
      ...Array.from({ length: 40 }, () => mismatchOf([differenceOf()], { ...facts, route: '/b' })),
    ]);
    // They are written once a second.
    addresses = await vi.waitUntil(
      async () => {
        const [exchange] = await linksOn('/exchanges', /\/exchanges\/[^"]+/g);
        const [finding] = await linksOn('/', /\/field\?[^"#]+/g);
        const [route] = await linksOn('/routes', /\/route\?[^"]+/g);
        if (exchange === undefined || finding === undefined || route === undefined) return null;
        return { verdict: '/', finding, route, exchange };
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

  async function open(name: (typeof pages)[number], width: number): Promise<void> {
    await page.setViewportSize({ width, height: 900 });
    // Beyond a fragment of the test before.
    await page.goto('about:blank');
    await page.goto(worker.url + addresses[name]);
  }

  /** Each element that the key Tab leads to, until it leaves the page. */
  async function stopsOfTab(): Promise<readonly Stop[]> {
    const stops: Stop[] = [];
    for (let tabs = 0; tabs < tabsMax; tabs += 1) {
      await page.keyboard.press('Tab');
      const stop = await page.evaluate<Stop | null>(focused);
      if (stop === null || stop.at === stops[0]?.at) return stops;
      // A date has several parts.
      if (stop.at !== stops.at(-1)?.at) stops.push(stop);
    }
    throw new Error(`the key Tab does not leave the page: ${stops.at(-1)?.markup}`);
  }

  describe.each(pages)('on the page of the %s', (name) => {
    describe.each(widths)('%s px wide', (width) => {
      let stops: readonly Stop[];

      beforeAll(async () => {
        await open(name, width);
        stops = await stopsOfTab();
      });

      it('reaches everything, in the order in which one reads it', async () => {
        const all = await page.evaluate<readonly number[]>(`${reachable}.map(${elementIndex})`);
        expect(stops.map(({ at }) => at)).toEqual(all);
        expect(outOfOrder(stops)).toEqual([]);
      });

      it('shows where it is', () => {
        expect(unseen(stops)).toEqual([]);
      });

      it('need not scroll a table sideways', async () => {
        const beyond = await page.evaluate<readonly number[]>(
          `[...document.querySelectorAll('.scroll')].map((one) => one.scrollWidth - one.clientWidth)`,
        );
        expect(beyond.filter((pixels) => pixels > 0)).toEqual([]);
      });
    });

    it('skips to the content with the first link', async () => {
      await open(name, 1280);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      const [first] = await page.evaluate<readonly number[]>(
        `${reachable}.filter((one) => one.closest('main') !== null).map(${elementIndex})`,
      );
      expect((await page.evaluate<Stop | null>(focused))?.at).toBe(first);
    });
  });

  it('would be found to miss a ring, and to go backward', async () => {
    await open('verdict', 1280);
    await page.evaluate(`document.querySelector('.brand').style.outline = 'none'`);
    await page.evaluate(`document.querySelector('footer a').tabIndex = 1`);
    await page.evaluate(`document.querySelector('.skip').tabIndex = 1`);
    const stops = await stopsOfTab();
    expect(unseen(stops)).toEqual([expect.stringContaining('class="brand"')]);
    expect(outOfOrder(stops)).toEqual([expect.stringContaining('class="brand"')]);
  });
});

/** Whether one reads it before the other: it is above it, or left of it in the same row. */
function isBefore(one: Stop, other: Stop): boolean {
  const isAbove = one.bottom <= other.top;
  const isBelow = one.top >= other.bottom;
  const isLeft = one.right <= other.left;
  const isRight = one.left >= other.right;
  return isAbove ? !isRight : !isBelow && isLeft;
}

/** Those that one reads before the one that comes before them; without the skip link, which is nowhere at first. */
function outOfOrder(stops: readonly Stop[]): readonly string[] {
  const backward = stops.filter((stop, at) => at > 1 && isBefore(stop, stops[at - 1]!));
  return backward.map(({ markup }) => markup);
}

function unseen(stops: readonly Stop[]): readonly string[] {
  return stops.filter(({ isSeen }) => !isSeen).map(({ markup }) => markup);
}
