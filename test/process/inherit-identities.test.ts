import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import type { Postgres, PostgresClient } from '../../src/postgres/connect.ts';
import { inheritIdentities } from '../../src/process/inherit-identities.ts';
import { identityMemoryFor } from '../../src/process/worker-setup.ts';
import { memoryLog } from '../support/memory-log.ts';

describe('the identities of the former owner', () => {
  let folder: string;
  let keyFile: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'parallax-inherit-'));
    keyFile = join(folder, 'key');
    writeFileSync(keyFile, 'ab'.repeat(32));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Reads them from a PostgreSQL that answers everything with an error. @returns what was logged */
  async function inherited(error: Error): Promise<readonly unknown[]> {
    const config = configSchema.parse({
      primary: 'http://legacy.test:5000',
      candidate: { url: 'http://candidate.test:5001', ownState: true },
      identities: { store: { keyFile } },
    });
    const { log, lines } = memoryLog();
    await inheritIdentities({
      config,
      postgres: failingWith(error),
      partition: 0,
      memory: identityMemoryFor(config),
      lagMemory: null,
      log,
    });
    return lines.map(({ msg }) => msg);
  }

  it.each([
    ['the connection is lost', new Error('Connection terminated unexpectedly')],
    ['the server is starting', errorOf('57P03')],
    ['a statement takes too long', errorOf('57014')],
  ])('are not given up if %s', async (_, error) => {
    await expect(inherited(error)).rejects.toBe(error);
  });

  it('are learned again if their rows are corrupt', async () => {
    expect(await inherited(errorOf('XX001'))).toEqual([
      'the saved identities cannot be read: they are learned again',
    ]);
  });
});

function errorOf(code: string): Error {
  return Object.assign(new Error('an error of PostgreSQL'), { code });
}

function failingWith(error: Error): Postgres {
  const query = async (): Promise<never> => {
    throw error;
  };
  const client = { query: query as PostgresClient['query'] };
  return { ...client, transaction: (work) => work(client), close: async () => undefined };
}
