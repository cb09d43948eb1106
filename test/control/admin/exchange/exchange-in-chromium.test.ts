import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createExchangeRedactors } from '../../../../src/compare/redaction/exchange-redactor.ts';
import { createSpecimenAdder } from '../../../../src/compare/specimen/specimen-adder.ts';
import type { Comparison } from '../../../../src/vocabulary/comparison.ts';
import { comparerFor, pairOf, parseConfig, redactor } from '../../../compare/pair-fixture.ts';
import { systemProgram } from '../../../support/system-package.ts';
import { totalsOf } from '../../comparison-fixture.ts';
import { type ControlWorker, startControlWorker } from '../../control-worker.ts';

const chromiumPath = systemProgram('chromium', { package: 'chromium' });
const plain = ['Content-Type', 'text/plain'];

interface Kept {
  readonly primary: string;
  readonly candidate: string;
  readonly fields?: readonly string[];
  readonly compare?: Record<string, unknown>;
}

/** Each thirtieth element differs. */
function longList(mark: string): string {
  return JSON.stringify(
    Array.from({ length: 3000 }, (_, at) => (at % 30 === 1 ? `${mark}${at}` : `same ${at}`)),
  );
}

/** Exchanges as the compare plane hands them on; each also differs in its status. */
const exchanges: Readonly<Record<string, Kept>> = {
  text: { fields: plain, primary: 'one\ntwo\nthree', candidate: 'one\n2\nthree' },
  moved: { primary: '["a1","b2","c3","d4"]', candidate: '["b2","c3","d4","a1"]' },
  inserted: { primary: '[1,2]', candidate: '[9,1,2]' },
  excluded: { primary: '{"a":1}', candidate: '{"a":2}', compare: { ignore: ['$'] } },
  long: { primary: longList('a'), candidate: longList('b') },
};

function comparisonOf({ primary, candidate, fields, compare = {} }: Kept, at: number): Comparison {
  const comparer = comparerFor({ compare });
  const config = parseConfig({ compare });
  const redactors = createExchangeRedactors(config, redactor);
  const add = createSpecimenAdder(config, redactors, comparer, () => true);
  const type = fields === undefined ? {} : { fields };
  const pair = pairOf({ ...type, body: primary }, { ...type, status: 201, body: candidate });
  const comparison = add(pair, comparer.compare(pair));
  return { ...comparison, sequence: at + 1, wallClockMs: Date.now() + at };
}

describe.skipIf(chromiumPath === null)('the bodies of an exchange in Chromium', () => {
  let browser: Browser;
  /** One for all: a browser takes a second to make another. */
  let page: Page;
  let worker: ControlWorker;
  /** In the order of {@link exchanges}. */
  let addresses: readonly string[];

  beforeAll(async () => {
    [browser, worker] = await Promise.all([
      chromium.launch({ executablePath: chromiumPath!, args: ['--no-sandbox'] }),
      startControlWorker(),
    ]);
    page = await browser.newPage();
    worker.report(totalsOf());
    await worker.feed(Object.values(exchanges).map(comparisonOf));
    // They are written once a second.
    addresses = await vi.waitUntil(
      async () => {
        const page = await (await fetch(`${worker.url}/exchanges`)).text();
        const links = [...new Set(page.match(/\/exchanges\/[^"]+/g))].sort();
        return links.length === Object.keys(exchanges).length && links;
      },
      { timeout: 60_000 },
    );
  });

  afterAll(async () => {
    await browser.close();
    await worker[Symbol.asyncDispose]();
  });

  /** Each visible line: both sides, and its mark. */
  async function linesOf(name: string): Promise<readonly string[]> {
    await page.goto(worker.url + addresses[Object.keys(exchanges).indexOf(name)]!);
    const lines = await page.evaluate<readonly (readonly string[])[]>(
      `[...document.querySelectorAll('table.sides tbody tr')].map(
        (row) => [...row.querySelectorAll('td')].map((cell) => cell.innerText.trim()),
      )`,
    );
    return lines.map((cells) => cells.join(' | '));
  }

  it('show which part of a text line differs', async () => {
    expect(await linesOf('text')).toEqual([
      'one | one | ',
      'two | 2 | changed',
      'three | three | ',
    ]);
  });

  it('show a moved element beside itself, and no other difference', async () => {
    expect(await linesOf('moved')).toEqual([
      '[ | [ | ',
      '"a1", | "a1" | moved',
      '"b2", | "b2", | ',
      '"c3", | "c3", | ',
      '"d4" | "d4", | ',
      '] | ] | ',
    ]);
  });

  it('show only the inserted element at the start of a list', async () => {
    expect(await linesOf('inserted')).toEqual([
      '[ | [ | ',
      ' | 9, | inserted',
      '1, | 1, | ',
      '2 | 2 | ',
      '] | ] | ',
    ]);
  });

  it('mark values that a rule excludes', async () => {
    expect(await linesOf('excluded')).toEqual([
      '{ | { | ',
      '"a": 1 | "a": 2 | excluded by rule',
      '} | } | ',
    ]);
  });

  it('number the lines of each side', async () => {
    await open('inserted');
    expect(await numbersOf()).toEqual(['1 1', ' 2', '2 3', '3 4', '4 5']);
  });

  it('have numbers that are neither copied nor read out', async () => {
    await open('text');
    const copied = await page.evaluate<string>(
      `getSelection().selectAllChildren(document.querySelector('table.sides tbody')) ?? getSelection().toString()`,
    );
    expect(copied.split(/\s+/).filter((word) => word !== '')).toEqual([
      'one',
      'one',
      'two',
      '2',
      'changed',
      'three',
      'three',
    ]);
    expect(await page.locator('table.sides tbody').ariaSnapshot()).not.toMatch(/[13]/);
  });

  /** The numbers of the lines as they are drawn, of both sides. */
  async function numbersOf(): Promise<readonly string[]> {
    const drawn = await page.evaluate<readonly (readonly string[])[]>(
      `[...document.querySelectorAll('table.sides tbody tr')].map((row) =>
        [...row.querySelectorAll('td')].slice(0, 2).map((cell) => getComputedStyle(cell, '::before').content),
      )`,
    );
    return drawn.map((sides) => sides.map((one) => /\d+/.exec(one)?.[0] ?? '').join(' '));
  }

  async function open(name: string): Promise<void> {
    await page.goto(worker.url + addresses[Object.keys(exchanges).indexOf(name)]!);
  }

  const isVisible = async (selector: string): Promise<boolean> =>
    await page.locator(selector).isVisible();

  it('show one part of the exchange at a time', async () => {
    await open('text');
    expect([await isVisible('#bodies'), await isVisible('#request')]).toEqual([true, false]);
    await page.click('.tabs a[href="#request"]');
    expect([await isVisible('#bodies'), await isVisible('#request')]).toEqual([false, true]);
  });

  it('move between differences with n and p, also into folded lines', async () => {
    await open('long');
    const current = page.locator('[data-current]');
    const seen: string[] = [];
    for (const key of ['n', 'n', 'p', 'p']) {
      await page.keyboard.press(key);
      seen.push((await current.locator('td').first().innerText()).trim());
    }
    expect(seen).toEqual(['"a1",', '"a31",', '"a1",', expect.stringMatching(/^"a\d+",?$/)]);
    // From the first, p leads to the last, which is folded at first.
    expect(await current.isVisible()).toBe(true);
  });

  it('move to the next exchange of the list with j, and back with k and u', async () => {
    await open('long');
    await page.keyboard.press('j');
    await page.waitForURL(worker.url + addresses[Object.keys(exchanges).indexOf('excluded')]!);
    await page.keyboard.press('k');
    await page.waitForURL(worker.url + addresses[Object.keys(exchanges).indexOf('long')]!);
    await page.keyboard.press('u');
    await page.waitForURL(`${worker.url}/exchanges`);
    expect(await page.title()).toBe('Mismatches · Parallax');
  });

  it('list the keys with ?, within the content security policy', async () => {
    await open('text');
    await page.keyboard.press('?');
    expect(await isVisible('#shortcuts')).toBe(true);
    await page.keyboard.press('Escape');
    expect(await isVisible('#shortcuts')).toBe(false);
  });

  it('are one below the other on a phone, with equal lines once', async () => {
    await page.setViewportSize({ width: 390, height: 900 });
    await open('text');
    const text = await page.locator('table.sides').innerText();
    expect(text.split(/\s+/).filter((one) => one !== '')).toEqual(
      expect.arrayContaining(['one', 'two', '2', 'changed', 'three']),
    );
    expect(text.match(/one/g)).toHaveLength(1);
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it.each(['text', 'excluded'])(
    'name the side of each differing line on a phone: %s',
    async (name) => {
      await page.setViewportSize({ width: 390, height: 900 });
      await open(name);
      const signs = await page.evaluate(
        `[...document.querySelectorAll('.differs td, .passed td')].map(
        (cell) => getComputedStyle(cell, '::after').content,
      )`,
      );
      expect(signs).toEqual(['"−"', '"+"', 'none']);
      await page.setViewportSize({ width: 1280, height: 900 });
    },
  );

  it('show the reason for a refused replay in place of its result', async () => {
    await open('text');
    await page.goto(`${page.url()}#again`);
    const detail = 'The request is too large.';
    const problem = { status: 413, contentType: 'application/problem+json' };
    await page.route('**/replay', (route) =>
      route.fulfill({ ...problem, body: JSON.stringify({ detail }) }),
    );
    await page.click('text="Send to both again"');
    await vi.waitFor(async () => expect(await page.innerText('#replayed')).toBe(detail), 45_000);
    await page.unroute('**/replay');
  });

  it('take less than 3,000 px with a hundred differing blocks', async () => {
    await open('long');
    expect(await page.evaluate<number>('document.documentElement.scrollHeight')).toBeLessThan(3000);
  });
});
