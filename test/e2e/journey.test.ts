import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { serve } from '../../example/conduit/serve.ts';
import { awaitComparisons } from '../../example/demo/report/await-comparisons.ts';
import { drive } from '../../example/demo/traffic/drive.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { RunningProcess } from '../../src/process/running-process.ts';
import { startProcess } from '../../src/process/start.ts';
import { direct, repository } from '../example/conduit-under-test.ts';
import { memoryLog } from '../support/memory-log.ts';
import { systemProgram } from '../support/system-package.ts';

/**
 * An engineer hears that the gate says fail, and looks for the line of code: a minute from the
 * verdict to an exchange that shows the planted bug.
 */

const chromiumPath = systemProgram('chromium', { package: 'chromium' });
const configFile = join(import.meta.dirname, '../../config/demo.yaml');
const requests = 1_000;
/** Kept by CI, and not committed. */
const screenshots = process.env.SCREENSHOTS;

const closing: (() => unknown)[] = [];
let parallax: RunningProcess;
let browser: Browser;

async function conduit(flavour: typeof direct): Promise<string> {
  const options = { port: 0, database: ':memory:', seed: 'journey', ids: 'uuid' } as const;
  const running = await serve({ ...options, flavour });
  closing.push(running.close);
  return running.url;
}

async function driveThrough({ listenAddress }: RunningProcess, requests: number): Promise<void> {
  const { signal } = new AbortController();
  const url = `http://${listenAddress}`;
  await drive({ url, requests, thinkMaxMs: 0, signal, onAnswer: () => undefined });
}

describe.skipIf(chromiumPath === null)('the path from the verdict to the bug', () => {
  beforeAll(async () => {
    const flags = {
      primary: await conduit(direct),
      candidate: await conduit(repository('missing-log-field')),
      secondary: await conduit(direct),
      listen: '127.0.0.1:0',
      admin: '127.0.0.1:0',
    };
    const { config } = loadConfig({ file: configFile, flags });
    parallax = await startProcess(config!, { log: memoryLog().log });
    await driveThrough(parallax, requests);
    await awaitComparisons(parallax.adminAddress, requests, new AbortController().signal);
    browser = await chromium.launch({ executablePath: chromiumPath!, args: ['--no-sandbox'] });
  });

  afterAll(async () => {
    await browser.close();
    await parallax.drain();
    for (const close of closing.splice(0)) await close();
  });

  it('leads through links alone, without an error in the browser', async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));

    await page.goto(`http://${parallax.adminAddress}/`);
    expect(await page.textContent('#verdict h1')).toMatch(/fail\s+The candidate must not/);
    expect(await page.textContent('#verdict')).toContain('request-logs: ');
    await keep(page, 'verdict');

    await page.click('text="GET /api/request-logs/{id}"');
    await page.waitForSelector('#fields');
    await keep(page, 'route');
    await page.click('text="$.finishReason"');
    await page.waitForSelector('#examples');
    await keep(page, 'field');
    await page.click('#examples ~ * a[href^="/exchanges/"]');
    await page.waitForSelector('.sides');
    expect(await page.textContent('.differs')).toContain('finishReason');
    await keep(page, 'exchange');
    await page.click('.tabs a[href="#again"]');
    await page.click('text="Send to both again"');
    await page.waitForSelector('#replayed p');
    expect(await page.textContent('#replayed')).toContain('They still differ.');
    expect(complaints).toEqual([]);
  });

  it('begins with a verdict that updates itself', async () => {
    const page = await browser.newPage();
    await page.goto(`http://${parallax.adminAddress}/`);
    const judged = await page.textContent('#verdict');
    await driveThrough(parallax, 50);
    await vi.waitUntil(async () => (await page.textContent('#verdict')) !== judged, {
      interval: 100,
      // The page updates every five seconds; a busy control plane refuses some updates.
      timeout: 40_000,
    });
    expect(await page.textContent('#verdict h1')).toMatch(/fail/);
  });
});

async function keep(page: Page, name: string): Promise<void> {
  if (screenshots === undefined) return;
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`) });
}
