import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServingParallax } from '../../cli/parallax-program.ts';
import { until } from '../../support/until.ts';
import { type EchoFleet, startEchoFleet } from './echo-fleet.ts';
import { type Fleet, type FleetGate, hasFleetPrograms } from './fleet.ts';

/** Clients that write or read another thing each time, until they are stopped. */
function startLoad(echo: EchoFleet): { stop: () => Promise<void> } {
  let sent = 0;
  const stopping = new AbortController();
  const client = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      sent += 1;
      const target = `/things/${sent}`;
      await (sent % 2 === 0 ? echo.get(target) : echo.put(target));
      await sleep(20);
    }
  };
  const clients = [client(), client()];
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(clients);
    },
  };
}

interface Coverage {
  readonly compared: number;
  readonly meant: number;
  /** Lost exchanges by reason. */
  readonly lost: Readonly<Record<string, number>>;
}

/** The coverage of all exchanges of the fleet, from the gate of a hub. */
async function coverageBy(fleet: Fleet, hub: ServingParallax): Promise<Coverage> {
  const { criteria } = await fleet.ask<FleetGate>(hub, '/api/gate');
  const found = criteria.find(
    ({ criterion, reason }) => criterion === 'coverage' && reason.startsWith('All areas'),
  );
  const reason = (found?.reason ?? '').replaceAll(',', '');
  const [, compared = 0, meant = 0] = /(\d+) of (\d+) exchanges/.exec(reason) ?? [];
  const [, losses = ''] = /not compared: (.*)\.$/.exec(reason) ?? [];
  const lost = Object.fromEntries(
    [...losses.matchAll(/(\w+) (\d+)/g)].map(([, why, n]) => [why, Number(n)]),
  );
  return { compared: Number(compared), meant: Number(meant), lost };
}

/** The same, once all that was answered before the call is in it. */
async function coverageOf(echo: EchoFleet, hub: ServingParallax): Promise<Coverage> {
  const answered = echo.answered();
  for (;;) {
    const coverage = await coverageBy(echo.fleet, hub);
    if (coverage.meant >= answered) return coverage;
    await sleep(50);
  }
}

describe.runIf(hasFleetPrograms)('a fleet under load with failing parts', () => {
  let echo: EchoFleet;
  let answered = 0;
  let killed: ServingParallax;
  let ownerAfterKill: ServingParallax;
  /** Left out since the killed hub may have sent them. */
  let inDoubt = 0;
  let coverage: Coverage;

  beforeAll(async () => {
    echo = await startEchoFleet();
    const { fleet, asked } = echo;
    const load = startLoad(echo);
    const goesOn = async (): Promise<void> => {
      const before = asked.length;
      await until(() => asked.length > before + 20);
    };
    await goesOn();

    killed = await fleet.owner();
    await fleet.end(killed, 'SIGKILL');
    await goesOn();
    ownerAfterKill = await fleet.owner();
    await fleet.startHub();

    await fleet.postgres.restart();
    await goesOn();

    const stopped = await fleet.owner();
    // What was answered until now is all counted by then.
    inDoubt = (await coverageOf(echo, stopped)).lost['takeover'] ?? 0;
    await fleet.end(stopped, 'SIGTERM');
    const [last] = fleet.hubs;
    await goesOn();
    await load.stop();
    answered = echo.answered();
    coverage = await coverageOf(echo, last!);
  });

  afterAll(() => echo[Symbol.asyncDispose]());

  // Within how long: test/hub/leases/lease-watch.test.ts, in which time is simulated.
  it('has a new owner after a kill -9', () => {
    expect(ownerAfterKill).not.toBe(killed);
  });

  it('sends no write to the candidate twice', () => {
    expect(echo.written.length).toBe(new Set(echo.written).size);
  });

  it('has each exchange in the evidence once: compared, or in doubt because its hub was killed', () => {
    const { compared, meant, lost } = coverage;
    expect({ meant, compared: compared + (lost['takeover'] ?? 0) }).toEqual({
      meant: answered,
      compared: answered,
    });
  });

  it('loses no exchange when PostgreSQL restarts or SIGTERM stops a hub', () => {
    expect(coverage.lost).toEqual(inDoubt === 0 ? {} : { takeover: inDoubt });
  });
});
