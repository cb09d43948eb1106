/** Two hubs of one fleet, of which one owns the only partition: what people see and do at either. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { FleetView } from '../../../src/control/fleet/fleet-members.ts';
import type { ServingParallax } from '../../cli/parallax-program.ts';
import { differentTarget, type EchoFleet, startEchoFleet } from './echo-fleet.ts';
import { type Fleet, type FleetGate, hasFleetPrograms } from './fleet.ts';

function post({ adminAddress }: ServingParallax, path: string, body: object) {
  const headers = { 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify(body) };
  return fetch(`http://${adminAddress}${path}`, init);
}

describe.runIf(hasFleetPrograms)('any hub of a fleet', () => {
  let echo: EchoFleet;
  let fleet: Fleet;

  beforeAll(async () => {
    echo = await startEchoFleet();
    fleet = echo.fleet;
    await echo.get(differentTarget);
    await echo.get('/same');
  });
  afterAll(() => echo[Symbol.asyncDispose]());

  /** A hub that had no time for its beat has lost the partition meanwhile. */
  async function hubsNow(): Promise<{ owner: ServingParallax; other: ServingParallax }> {
    const owner = await fleet.owner();
    return { owner, other: fleet.hubs.find((hub) => hub !== owner)! };
  }

  it('lists the taps that the owner hears', async () => {
    const { other } = await hubsNow();
    const members = await vi.waitUntil(
      async () => {
        const { members: all } = await fleet.ask<FleetView>(other, '/api/fleet');
        return all.length === 4 && all.some(({ partitions }) => partitions === 1) && all;
      },
      { timeout: 60_000, interval: 100 },
    );
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

  it('applies a hold of another hub within five seconds', async () => {
    const { owner, other } = await hubsNow();
    const body = { who: 'Ann', reason: 'the release is frozen' };
    expect((await post(other, '/api/gate/hold', body)).status).toBe(200);
    await expect
      .poll(async () => (await fleet.ask<FleetGate>(owner, '/api/gate')).reasons.join('\n'), {
        timeout: 60_000,
        interval: 50,
      })
      .toContain('the release is frozen');
  });

  it('shows an exchange of another hub, and names the hub that can replay it', async () => {
    const [kept] = await vi.waitUntil(
      async () => {
        const all = await fleet.ask<{ id: string }[]>(fleet.hubs[0]!, '/api/exchanges');
        return all.length > 0 && all;
      },
      { timeout: 60_000, interval: 100 },
    );
    const path = `/api/exchanges/${kept?.id}/replay`;
    const { owner, other } = await hubsNow();
    const refused = await post(other, path, {});
    expect([refused.status, await refused.text()]).toEqual([
      409,
      expect.stringContaining('Use the hub that does'),
    ]);
    expect(await (await post(owner, path, {})).json()).toMatchObject({
      outcome: 'mismatch',
    });
  });
});
