import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openPostgres, type Postgres } from '../../src/postgres/connect.ts';
import { writeMembers } from '../../src/control/fleet/member-rows.ts';
import { migrate } from '../../src/postgres/migrations.ts';
import { activeLanes, laneOf, worldInstance } from '../../src/postgres/world.ts';
import { memoryLog } from '../support/memory-log.ts';
import { hasPostgres, startPostgres, type TestPostgres } from '../support/postgres.ts';

const tap = (instance: string) => ({ instance, host: 'pod-1', version: '1' });

const heard = (instance: string, unseenMs: number) =>
  ({
    ...tap(instance),
    role: 'tap',
    lagMs: 0,
    shed: 0,
    partitions: null,
    unseenMs,
  }) as const;

describe.runIf(hasPostgres)('the common database of a fleet', () => {
  let server: TestPostgres;

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  async function database(): Promise<Postgres> {
    const postgres = openPostgres(await server.createDatabase(), memoryLog().log);
    onTestFinished(() => postgres.close());
    await migrate(postgres);
    return postgres;
  }

  it('gives all hubs one name of the world, whichever hub is first', async () => {
    const postgres = await database();
    const names = await Promise.all([
      worldInstance(postgres, 'shop'),
      worldInstance(postgres, 'shop'),
    ]);
    expect(names[0]).toMatch(/^[0-9a-f]{8}$/);
    expect(names[1]).toBe(names[0]);
  });

  it('lists the taps that were active when any was heard last, however long ago', async () => {
    const postgres = await database();
    const lanes = new Map<string, number>();
    for (const name of ['a', 'b', 'ended'])
      lanes.set(name, (await laneOf(postgres, tap(name))).lane);
    await postgres.transaction((client) =>
      writeMembers(client, [heard('a', 60_000), heard('b', 61_000), heard('ended', 120_000)]),
    );
    expect(new Set(await activeLanes(postgres))).toEqual(new Set([lanes.get('a'), lanes.get('b')]));
  });

  it('refuses a fleet of another name, because the two would mix', async () => {
    const postgres = await database();
    await worldInstance(postgres, 'shop');
    await expect(worldInstance(postgres, 'bank')).rejects.toMatchObject({
      code: 'store_other_fleet',
      message: expect.stringMatching(/belongs to the fleet shop.*fleet\.name is bank/),
    });
  });

  it('gives each tap one lane, however often it is requested', async () => {
    const postgres = await database();
    const first = await laneOf(postgres, tap('aaaaaaaa'));
    for (let asked = 0; asked < 5; asked += 1) await laneOf(postgres, tap('aaaaaaaa'));
    expect((await laneOf(postgres, tap('aaaaaaaa'))).lane).toBe(first.lane);
    expect((await laneOf(postgres, tap('bbbbbbbb'))).lane).toBe(first.lane + 1);
  });
});
