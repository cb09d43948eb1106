import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadCore } from './cores.ts';

export interface OpenLoad {
  readonly requests: number;
  /** Answers other than 2xx, and requests without an answer. */
  readonly failed: number;
  readonly p50Us: number;
  readonly p90Us: number;
  readonly p99Us: number;
}

/** So many that a request hardly ever waits for the one before it on its connection. */
const connections = 50;

/**
 * Requests at a fixed rate, whatever the answers take, by h2load. Its figures are of the whole run, so
 * that percentiles are taken from its log of each request.
 */
export async function runOpenLoad(
  url: string,
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
): Promise<OpenLoad> {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-bench-load-'));
  const log = join(folder, 'log');
  try {
    await promisify(execFile)('taskset', [
      '-c',
      loadCore,
      'h2load',
      '--h1',
      `--clients=${connections}`,
      `--rps=${perSecond / connections}`,
      `--duration=${seconds}`,
      `--log-file=${log}`,
      url,
    ]);
    return summary(await readFile(log, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param log of each request: when it began, its status, and how many microseconds it took */
function summary(log: string): OpenLoad {
  const rows = log
    .trim()
    .split('\n')
    .map((line) => line.split('\t').map(Number));
  const times = rows
    .filter(([, status = 0]) => status >= 200 && status < 300)
    .map(([, , us = 0]) => us)
    .sort((a, b) => a - b);
  const quantile = (share: number): number => times[Math.floor(share * (times.length - 1))] ?? NaN;
  return {
    requests: rows.length,
    failed: rows.length - times.length,
    p50Us: quantile(0.5),
    p90Us: quantile(0.9),
    p99Us: quantile(0.99),
  };
}
