import { afterEach, describe, expect, it } from 'vitest';
import type { Flavour } from '../../example/conduit/app.ts';
import { idKinds, type IdKind } from '../../example/conduit/ids.ts';
import { type MigrationBug, statefulBugs } from '../../example/conduit/migration-bugs.ts';
import { serve } from '../../example/conduit/serve.ts';
import { driveMembers } from '../../example/stateful/drive-members.ts';
import { direct, repository } from './conduit-under-test.ts';

const closing: (() => void)[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function drive(flavour: Flavour, ids: IdKind): Promise<void> {
  const conduit = await serve({ port: 0, database: ':memory:', seed: 'any', ids, flavour });
  closing.push(conduit.close);
  await driveMembers({ url: conduit.url, requests: 1_500, clients: 20 });
}

describe.each([
  ['with SQL in the handlers', direct],
  ['with repositories', repository()],
])('the gateway %s', (_, flavour) => {
  it.each(idKinds)('gives %s ids, and the answers that its clients expect', async (ids) => {
    await expect(drive(flavour, ids)).resolves.toBeUndefined();
  });
});

describe('a client that checks the answers', () => {
  const seenByClients: readonly MigrationBug[] = statefulBugs;

  it.each(seenByClients)('detects %s', async (bug) => {
    await expect(drive(repository(bug), 'uuid')).rejects.toThrow(/was answered with|is wrong/);
  });
});
