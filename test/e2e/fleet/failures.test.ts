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

describe.runIf(hasFleetPrograms)('a fleet under load with failing parts', () => {
  let echo: EchoFleet;
  let answered = 0;
  let takeoverMs = 0;
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

    const killed = await fleet.owner();
    const killedAt = performance.now();
    await fleet.end(killed, 'SIGKILL');
    await goesOn();
    takeoverMs = performance.now() - killedAt;
    await fleet.startHub();

    await fleet.postgres.restart();
    await goesOn();

    const stopped = await fleet.owner();
    inDoubt = (await coverageBy(fleet, stopped)).lost['takeover'] ?? 0;
    await fleet.end(stopped, 'SIGTERM');
    const [last] = fleet.hubs;
    await goesOn();
    await load.stop();
    answered = echo.answered();
    do {
      await sleep(50);
      coverage = await coverageBy(fleet, last!);
    } while (coverage.meant < answered);
  }, 120_000);

  afterAll(() => echo[Symbol.asyncDispose]());

  it('has a new owner within ten seconds of a kill -9', () => {
    expect(takeoverMs).toBeLessThan(10_000);
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
