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

/** Exchanges as the compare plane hands them on; each also differs in its status. */
const exchanges: Readonly<Record<string, Kept>> = {
  text: { fields: plain, primary: 'one\ntwo\nthree', candidate: 'one\n2\nthree' },
  moved: { primary: '["a1","b2","c3","d4"]', candidate: '["b2","c3","d4","a1"]' },
  inserted: { primary: '[1,2]', candidate: '[9,1,2]' },
  excluded: { primary: '{"a":1}', candidate: '{"a":2}', compare: { ignore: ['$'] } },
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
      { timeout: 20_000 },
    );
  }, 30_000);

  afterAll(async () => {
    await browser.close();
    await worker[Symbol.asyncDispose]();
  });

  /** Each line as it is seen: both sides, and what is said of it. */
  async function linesOf(name: string): Promise<readonly string[]> {
    await page.goto(worker.url + addresses[Object.keys(exchanges).indexOf(name)]!);
    const lines = await page.evaluate<readonly (readonly string[])[]>(
      `[...document.querySelectorAll('table.sides tbody tr')].map(
        (row) => [...row.querySelectorAll('td')].map((cell) => cell.innerText.trim()),
      )`,
    );
    return lines.map((cells) => cells.join(' | '));
  }

  it('show which line of a text differs', async () => {
    expect(await linesOf('text')).toEqual([
      'one | one | ',
      'two | 2 | changed',
      'three | three | ',
    ]);
  });

  it('show an element that was moved beside itself, and nothing else', async () => {
    expect(await linesOf('moved')).toEqual([
      '[ | [ | ',
      '"a1", | "a1" | moved',
      '"b2", | "b2", | ',
      '"c3", | "c3", | ',
      '"d4" | "d4", | ',
      '] | ] | ',
    ]);
  });

  it('show an element that was inserted at the head alone', async () => {
    expect(await linesOf('inserted')).toEqual([
      '[ | [ | ',
      ' | 9, | inserted',
      '1, | 1, | ',
      '2 | 2 | ',
      '] | ] | ',
    ]);
  });

  it('show what a rule excludes as excluded by rule', async () => {
    expect(await linesOf('excluded')).toEqual([
      '{ | { | ',
      '"a": 1 | "a": 2 | excluded by rule',
      '} | } | ',
    ]);
  });
});
