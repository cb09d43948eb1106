import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { fleet as fleetSchema } from '../../src/config/fleet-schema.ts';
import { openPostgres, type Postgres } from '../../src/postgres/connect.ts';
import { preparedWorld } from '../../src/postgres/prepared-world.ts';
import { memoryLog } from '../support/memory-log.ts';
import { hasPostgres, startPostgres, type TestPostgres } from '../support/postgres.ts';

/** Ends the session of the first transaction before its COMMIT, as a server that restarts does. */
function losingTheFirst(postgres: Postgres): Postgres {
  let isFirst = true;
  return {
    ...postgres,
    transaction: async (work) =>
      postgres.transaction(async (client) => {
        const done = await work(client);
        if (!isFirst) return done;
        isFirst = false;
        const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
        await postgres.query('SELECT pg_terminate_backend($1, 5000)', [rows[0]?.pid]);
        return done;
      }),
  };
}

describe.skipIf(!hasPostgres)('the preparation of the database of a fleet', () => {
  let server: TestPostgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(async () => server[Symbol.asyncDispose]());

  it('is repeated if the answer to COMMIT is lost', async () => {
    const { log, lines } = memoryLog();
    const postgres = openPostgres(await server.createDatabase(), log);
    onTestFinished(() => postgres.close());
    const fleet = fleetSchema.parse({ name: 'conduit', nats: 'nats://127.0.0.1:4222' });
    expect(await preparedWorld(losingTheFirst(postgres), fleet, log)).not.toBe('');
    expect(lines.map(({ msg }) => msg)).toContain('PostgreSQL cannot be used yet');
  });
});
