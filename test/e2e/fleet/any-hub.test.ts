/** Two hubs of one fleet, of which one owns the only partition: what people see and do at either. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { FleetView } from '../../../src/control/fleet/fleet-members.ts';
import { natsServerProgram } from '../../support/nats-server.ts';
import { hasPostgres } from '../../support/postgres.ts';
import { differentTarget, type Fleet, type HubProcess, startFleet } from './fleet-under-test.ts';

async function asked<T>({ admin }: HubProcess, path: string): Promise<T> {
  return (await (await fetch(`${admin}${path}`)).json()) as T;
}

function told({ admin }: HubProcess, method: string, path: string, body: object) {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${admin}${path}`, { method, headers, body: JSON.stringify(body) });
}

async function viewWhere(
  isThere: (view: FleetView) => boolean,
  hub: HubProcess,
): Promise<FleetView> {
  return vi.waitUntil(
    async () => {
      const view = await asked<FleetView>(hub, '/api/fleet');
      return isThere(view) && view;
    },
    { timeout: 20_000, interval: 100 },
  );
}

describe.runIf(hasPostgres && natsServerProgram !== null)('at any hub of a fleet', () => {
  let fleet: Fleet;
  let hubs: readonly HubProcess[];
  let owner: HubProcess;
  let other: HubProcess;

  beforeAll(async () => {
    fleet = await startFleet();
    hubs = await Promise.all([fleet.startHub(), fleet.startHub()]);
    await fleet.get(differentTarget);
    await fleet.get('/same');
    const { members } = await viewWhere(
      (view) => view.members.some(({ partitions }) => partitions === 1),
      hubs[0]!,
    );
    const owning = members.find(({ partitions }) => partitions === 1);
    const { self } = await asked<FleetView>(hubs[0]!, '/api/fleet');
    [owner, other] = owning?.instance === self ? [hubs[0]!, hubs[1]!] : [hubs[1]!, hubs[0]!];
  }, 60_000);
  afterAll(() => fleet[Symbol.asyncDispose]());

  it('the list of members has the taps that the owner hears', async () => {
    const { members } = await viewWhere(({ members: all }) => all.length === 4, other);
    expect(members.map(({ role, partitions, isAway }) => [role, partitions, isAway])).toEqual(
      expect.arrayContaining([
        ['hub', 1, false],
        ['hub', 0, false],
        ['tap', null, false],
        ['tap', null, false],
      ]),
    );
    expect(members.filter(({ role }) => role === 'tap')).toMatchObject([
      { shed: 0, lagMs: expect.any(Number) },
      { shed: 0, lagMs: expect.any(Number) },
    ]);
  });

  it('a hold is in force at the others within five seconds', async () => {
    const body = { who: 'Ann', reason: 'the release is frozen' };
    expect((await told(other, 'POST', '/api/gate/hold', body)).status).toBe(200);
    await expect
      .poll(
        async () => (await asked<{ reasons: string[] }>(owner, '/api/gate')).reasons.join('\n'),
        { timeout: 5_000, interval: 50 },
      )
      .toContain('the release is frozen');
  });

  it('an exchange that another hub compared can be read, and the hub that owns it is to be asked to replay it', async () => {
    const [kept] = await vi.waitUntil(
      async () => {
        const all = await asked<{ id: string }[]>(other, '/api/exchanges');
        return all.length > 0 && all;
      },
      { timeout: 20_000, interval: 100 },
    );
    const path = `/api/exchanges/${kept?.id}/replay`;
    const refused = await told(other, 'POST', path, {});
    expect([refused.status, await refused.text()]).toEqual([
      409,
      expect.stringContaining('Ask the hub that does'),
    ]);
    expect(await (await told(owner, 'POST', path, {})).json()).toMatchObject({
      outcome: 'mismatch',
    });
  });
});
