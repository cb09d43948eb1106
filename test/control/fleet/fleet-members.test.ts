import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { fleetAnswer } from '../../../src/control/admin/api/fleet.ts';
import { FleetMembers, type FleetView } from '../../../src/control/fleet/fleet-members.ts';
import type { Member } from '../../../src/control/fleet/member.ts';
import { openPostgres, type Postgres } from '../../../src/postgres/connect.ts';
import { migrate } from '../../../src/postgres/migrations.ts';
import { exchangeId } from '../../../src/vocabulary/exchange.ts';
import { memoryLog } from '../../support/memory-log.ts';
import {
  hasPostgres,
  postgresPassword,
  startPostgres,
  type TestPostgres,
} from '../../support/postgres.ts';
import { example } from '../archive/examples.ts';
import { planeUnderTest, type PlaneUnderTest } from '../plane-under-test.ts';
import { totalsOf } from '../comparison-fixture.ts';

const { log } = memoryLog();

function memberOf(facts: Partial<Member> = {}): Member {
  const [role, host] = ['hub', 'node-1'] as const;
  const counts = { lagMs: 12, shed: 3, partitions: role === 'hub' ? 2 : null };
  return { instance: 'aaaa', role, host, version: '1.2.3', ...counts, ...facts };
}

describe.skipIf(!hasPostgres)('the members of a fleet', () => {
  let server: TestPostgres;
  let postgres: Postgres;
  let folder: string;
  let store: object;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parallax-members-'));
    const passwordFile = join(folder, 'password');
    writeFileSync(passwordFile, postgresPassword);
    server = await startPostgres();
    const config = await server.createDatabase();
    store = { url: config.url, passwordFile };
    postgres = openPostgres(config, log);
    await migrate(postgres);
  });
  beforeEach(async () => {
    await postgres.query('DELETE FROM parallax.members');
  });
  afterAll(async () => {
    await postgres.close();
    await server[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  function membersOf(self: Member, monotonic?: () => number): FleetMembers {
    return new FleetMembers({
      postgres,
      log,
      self: () => self,
      ...(monotonic !== undefined && { monotonic }),
    });
  }

  const silence = (name: string, span: string): Promise<unknown> =>
    postgres.query(
      `UPDATE parallax.members SET last_seen_at = now() - $1::interval WHERE instance = $2`,
      [span, name],
    );

  it('are all processes that share the store', async () => {
    const one = membersOf(memberOf());
    const run = memberOf({ instance: 'bbbb', role: 'run', lagMs: null });
    await Promise.all([one.save(), membersOf(run).save()]);
    const { isCurrent, members } = await one.read();
    expect(isCurrent).toBe(true);
    expect(members).toMatchObject([
      { ...memberOf(), isAway: false },
      { ...run, isAway: false },
    ]);
  });

  it('are away after 15 s without a report, and are forgotten after a day', async () => {
    const one = membersOf(memberOf());
    await Promise.all(
      ['bbbb', 'cccc', 'dddd'].map((name) => membersOf(memberOf({ instance: name })).save()),
    );
    await silence('bbbb', '5 s');
    await silence('cccc', '16 s');
    await silence('dddd', '25 h');
    await one.save();
    const { members } = await one.read();
    expect(members.map((member) => [member.instance, member.isAway])).toEqual([
      ['aaaa', false],
      ['bbbb', false],
      ['cccc', true],
    ]);
    expect((await postgres.query('SELECT FROM parallax.members')).rowCount).toBe(3);
  });

  it('include taps, with the time at which their hub heard them', async () => {
    let nowMs = 1000;
    const hub = membersOf(memberOf(), () => nowMs);
    hub.hear(memberOf({ instance: 'eeee', role: 'tap', shed: 5 }));
    nowMs += 20_000;
    await hub.save();
    expect((await hub.read()).members.at(-1)).toMatchObject({ instance: 'eeee', isAway: true });
  });

  it('keep the later of two reports', async () => {
    let nowMs = 1000;
    const [one, other] = [
      membersOf(memberOf(), () => nowMs),
      membersOf(memberOf({ instance: 'bbbb' })),
    ];
    one.hear(memberOf({ instance: 'eeee', role: 'tap', shed: 5 }));
    other.hear(memberOf({ instance: 'eeee', role: 'tap', shed: 9 }));
    await other.save();
    nowMs += 5000;
    await one.save();
    expect((await one.read()).members.at(-1)).toMatchObject({ shed: 9, isAway: false });
  });

  it('are reported again although the clock of PostgreSQL was set back', async () => {
    await membersOf(memberOf()).save();
    await silence('aaaa', '-1 h');
    const one = membersOf(memberOf({ shed: 9 }));
    await one.save();
    expect((await one.read()).members[0]).toMatchObject({ shed: 9 });
  });

  it('may have any text as host', async () => {
    const host = `\u0000'"\\<b>\uD800`;
    const one = membersOf(memberOf({ host }));
    await one.save();
    expect((await one.read()).members[0]?.host).toBe(host);
  });

  it('stay as they were while the store is down', async () => {
    const one = membersOf(memberOf());
    await one.save();
    await one.read();
    // This server writes a commit to disk only some time after it.
    await server.run('CHECKPOINT');
    await server.kill();
    await one.save();
    expect(await one.read()).toMatchObject({ isCurrent: false, members: [{ instance: 'aaaa' }] });
    await server.start();
    await one.save();
    expect((await one.read()).isCurrent).toBe(true);
  });

  describe('in two processes with one store', () => {
    let planes: readonly PlaneUnderTest[];
    let name: string;

    beforeAll(async () => {
      planes = ['aaaa', 'bbbb'].map((instance) => planeUnderTest({ store }, { instance }));
      const kept = example();
      name = exchangeId('aaaa', kept.sequence);
      await planes[0]!.feed([kept]);
      planes[0]!.save();
      await vi.waitUntil(async () => (await ask(`/exchanges/${name}`)).status === 200, {
        timeout: 60_000,
      });
    });
    afterAll(() => {
      for (const plane of planes) plane[Symbol.dispose]();
    });

    /** Asks the process that the exchange did not come to. */
    function ask(path: string): Promise<Response> {
      for (const plane of planes) plane.save();
      return planes[1]!.ask(path);
    }

    it.each([
      ['list', '/exchanges'],
      ['search', '/exchanges?words=costs+0.0012'],
    ])('have one list of saved exchanges: %s', async (_, path) => {
      expect(await (await ask(path)).text()).toContain(`/exchanges/${name}`);
    });

    it('have one page of a field', async () => {
      const [kept] = (await (await ask('/api/exchanges')).json()) as { epoch: string }[];
      const place = new URLSearchParams({
        epoch: kept?.epoch ?? '',
        route: 'GET /api/costs',
        field: 'body changed $.items[*].cost',
      });
      expect(await (await ask(`/field?${place.toString()}`)).text()).toContain('0.0013');
    });

    it('are both listed by the API, as its schema states', async () => {
      planes[1]!.report(totalsOf({ gauges: { mirror_lag_seconds: 1.5 } }));
      const answer = await vi.waitUntil(
        async () => {
          const view = (await (await ask('/api/fleet')).json()) as FleetView;
          return view.members.length === 2 && view.members[1]?.lagMs === 1500 && view;
        },
        { timeout: 60_000 },
      );
      expect(fleetAnswer.parse(answer)).toEqual(answer);
      expect(answer.members[0]).toMatchObject({ instance: 'aaaa', role: 'run', host: hostname() });
    });

    it('are marked on the health page if they are away', async () => {
      await membersOf(memberOf({ instance: 'gone', host: '<b>host</b>' })).save();
      await silence('gone', '3 min');
      const page = await (await ask('/health')).text();
      expect(page).toMatch(/<h2 id="fleet">Fleet<\/h2>[^]*gone[^]*away for 3 min/);
      expect(page).not.toContain('<b>host');
    });
  });
});

describe('a process without a shared store', () => {
  it('has no list of members', async () => {
    using plane = planeUnderTest();
    expect(await (await plane.ask('/api/fleet')).json()).toBeNull();
    expect(await (await plane.ask('/health')).text()).not.toContain('id="fleet"');
  });
});
