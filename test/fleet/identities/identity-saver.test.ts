/** Identities outlive the hub that learned them: saved in a real PostgreSQL, restored by the next owner. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SavedIdentities } from '../../../src/control/fleet/saved-identities.ts';
import {
  IdentitySaver,
  type IdentitySaverOptions,
} from '../../../src/fleet/identities/identity-saver.ts';
import { restoreIdentities } from '../../../src/fleet/identities/restore-identities.ts';
import { openPostgres, type Postgres, type PostgresClient } from '../../../src/postgres/connect.ts';
import { migrate } from '../../../src/postgres/migrations.ts';
import { JournalMemory, sharedJournalMemory } from '../../../src/vocabulary/journal-memory.ts';
import { noRecordedAnswers } from '../../../src/vocabulary/recorded-answer.ts';
import { memoryLog } from '../../support/memory-log.ts';
import { hasPostgres, startPostgres, type TestPostgres } from '../../support/postgres.ts';

const secret = 'condt_mHuWMcaRDAfMRm2vJiWWPyJp';

interface Owner {
  readonly options: IdentitySaverOptions;
  readonly saver: IdentitySaver;
  readonly candidate: JournalMemory;
  readonly secondary: JournalMemory;
}

function owner(more: Partial<IdentitySaverOptions> = {}, halfBytes = 1024 * 1024): Owner {
  const memory = {
    candidate: sharedJournalMemory(halfBytes),
    secondary: sharedJournalMemory(halfBytes),
    candidateWorld: sharedJournalMemory(halfBytes),
    secondaryWorld: sharedJournalMemory(halfBytes),
  };
  const options = {
    key: Buffer.alloc(32, 1),
    partition: 0,
    deployments: () => 'ab',
    memory,
    ...more,
  };
  return {
    options,
    saver: new IdentitySaver(options),
    candidate: new JournalMemory(memory.candidate),
    secondary: new JournalMemory(memory.secondary),
  };
}

describe.skipIf(!hasPostgres)('learned identities', () => {
  let server: TestPostgres;
  let postgres: Postgres;
  const { log } = memoryLog();

  beforeAll(async () => {
    server = await startPostgres();
    postgres = openPostgres(await server.createDatabase(), log);
    await migrate(postgres);
  });

  beforeEach(() => postgres.query('TRUNCATE parallax.identity_chunks'));

  afterAll(async () => {
    await postgres?.close();
    await server?.[Symbol.asyncDispose]();
  });

  async function save({ saver }: Owner): Promise<void> {
    const taken = saver.take();
    await postgres.transaction((client) => taken.statements(client));
    taken.committed();
  }

  /** The candidate's identities that the next owner knows. */
  async function restored(next = owner()): Promise<string> {
    await postgres.transaction((client) => restoreIdentities(client, next.options, log));
    return next.candidate.text;
  }

  it('are available to the next owner of the partition', async () => {
    const first = owner();
    first.candidate.append('one\n');
    await save(first);
    first.candidate.append('two\n');
    await save(first);
    expect(await restored()).toBe('one\ntwo\n');
  });

  it('are separate for candidate and secondary', async () => {
    const first = owner();
    first.candidate.append('of the candidate\n');
    first.secondary.append('of the secondary\n');
    await save(first);
    const next = owner();
    await restored(next);
    expect([next.candidate.text, next.secondary.text]).toEqual([
      'of the candidate\n',
      'of the secondary\n',
    ]);
  });

  it('include the marks, with times of another clock converted', async () => {
    const first = owner();
    new JournalMemory(first.options.memory.candidateWorld).append('m[["thing"],null]\n');
    await save(first);
    const next = owner();
    await restored(next);
    const { candidateWorld, secondaryWorld } = next.options.memory;
    const texts = [candidateWorld, secondaryWorld].map((memory) => new JournalMemory(memory).text);
    expect(texts).toEqual(['m[["thing"],null]\n!\n', '']);
  });

  it('do not include marks after an operator has reset the evidence', async () => {
    const saved = new SavedIdentities({
      key: Buffer.alloc(32, 1),
      deployments: () => 'ab',
      lags: null,
      onUnsaved: () => undefined,
    });
    const { memory } = owner().options;
    const identityMemory = { ...memory, places: sharedJournalMemory(64) };
    saved.begin({ tenure: 1, partition: 0, term: 1, identityMemory, recorded: noRecordedAnswers });
    new JournalMemory(memory.candidate).append('one\n');
    new JournalMemory(memory.candidateWorld).append('m[["thing"],null]\n');
    const commit = async (): Promise<void> => {
      const part = saved.makePart();
      await postgres.transaction((client) => part.statements(client));
      part.committed();
    };
    await commit();
    saved.forgetMarks();
    await commit();
    const next = owner();
    expect(await restored(next)).toBe('one\n');
    expect(new JournalMemory(next.options.memory.candidateWorld).text).toBe('');
  });

  it('are saved again if the transaction failed', async () => {
    const first = owner();
    first.candidate.append('one\n');
    const refused = first.saver.take();
    await expect(
      postgres.transaction(async (client) => {
        await refused.statements(client);
        throw new Error('another owner');
      }),
    ).rejects.toThrow('another owner');
    await save(first);
    expect(await restored()).toBe('one\n');
  });

  it('are replaced if the journal was rewritten', async () => {
    const first = owner();
    first.candidate.append('old\n');
    await save(first);
    first.candidate.begin('new\n');
    await save(first);
    expect(await restored()).toBe('new\n');
  });

  it('of a new owner replace those that it restored, without losses', async () => {
    const first = owner();
    first.candidate.append('one\n');
    await save(first);
    const second = owner();
    await restored(second);
    second.candidate.append('two\n');
    await save(second);
    expect(await restored()).toBe('one\ntwo\n');
  });

  it('are complete if they need several chunks, with any characters', async () => {
    const first = owner({}, 4 * 1024 * 1024);
    const text = '😀'.repeat(300_000);
    first.candidate.append(text);
    await save(first);
    expect((await restored(owner({}, 4 * 1024 * 1024))) === text).toBe(true);
  });

  it('are written and read in statements of at most 4 MB, whatever they need', async () => {
    const halfBytes = 16 * 1024 * 1024;
    const [first, next] = [owner({}, halfBytes), owner({}, halfBytes)];
    first.candidate.append('😀'.repeat(3_000_000));
    const sizes: number[] = [];
    const taken = first.saver.take();
    await postgres.transaction((client) => taken.statements(measured(client, sizes)));
    await postgres.transaction((client) =>
      restoreIdentities(measured(client, sizes), next.options, log),
    );
    expect(next.candidate.text === first.candidate.text).toBe(true);
    expect(Math.max(...sizes)).toBeGreaterThan(1024 * 1024);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(4 * 1024 * 1024);
  });

  it('have a limited number of chunks, however often they are saved', async () => {
    const first = owner();
    for (let at = 0; at < 620; at += 1) {
      first.candidate.append(`${at}\n`);
      await save(first);
    }
    const { rows } = await postgres.query(
      'SELECT count(*)::int AS n FROM parallax.identity_chunks',
    );
    expect(rows[0]).toMatchObject({ n: expect.toSatisfy((n: number) => n <= 601) });
    expect((await restored()).split('\n')).toHaveLength(621);
  });

  it('are never in the database in plain text', async () => {
    const first = owner();
    first.candidate.append(`+["${secret}","other","key",1]\n`);
    await save(first);
    const { rows } = await postgres.query('SELECT sealed FROM parallax.identity_chunks');
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows.map(({ sealed }) => String(sealed)))).not.toContain(secret);
  });

  it.each<[string, Partial<IdentitySaverOptions>]>([
    ['another key', { key: Buffer.alloc(32, 2) }],
    ['other deployments', { deployments: () => 'cd' }],
    ['another partition', { partition: 1 }],
  ])('are learned anew with %s', async (_, more) => {
    const first = owner();
    first.candidate.append('one\n');
    await save(first);
    expect(await restored(owner(more))).toBe('');
  });

  it('are all saved again if a new config has other deployments', async () => {
    let deployments = 'ab';
    const first = owner({ deployments: () => deployments });
    first.candidate.append('one\n');
    await save(first);
    deployments = 'cd';
    first.candidate.append('two\n');
    await save(first);
    expect(await restored(owner({ deployments: () => 'cd' }))).toBe('one\ntwo\n');
  });

  it('are learned anew if a chunk was modified', async () => {
    const first = owner();
    first.candidate.append('one\n');
    await save(first);
    await postgres.query("UPDATE parallax.identity_chunks SET sealed = sealed || '\\x00'");
    expect(await restored()).toBe('');
  });
});

/** Notes the bytes that each statement writes or reads. */
function measured(client: PostgresClient, sizes: number[]): PostgresClient {
  const query = async (text: string, values: readonly unknown[] = []): Promise<unknown> => {
    const result = await client.query<Record<string, unknown>>(text, [...values]);
    sizes.push(bytesIn([values, ...result.rows.map((row) => Object.values(row))]));
    return result;
  };
  return { query: query as PostgresClient['query'] };
}

function bytesIn(value: unknown): number {
  if (Buffer.isBuffer(value)) return value.length;
  return Array.isArray(value) ? value.reduce((sum: number, one) => sum + bytesIn(one), 0) : 0;
}
