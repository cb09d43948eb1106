import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { natsServerProgram } from '../../support/nats-server.ts';
import { hasPostgres } from '../../support/postgres.ts';
import { until } from '../../support/until.ts';
import { type Fleet, type HubProcess, startFleet } from './fleet-under-test.ts';

/** Clients that ask for another thing each time, until they are stopped. */
function startLoad(fleet: Fleet): { readonly sent: () => number; stop: () => Promise<void> } {
  let sent = 0;
  const stopping = new AbortController();
  const client = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      sent += 1;
      await fleet.get(`/things/${sent}`);
      await sleep(20);
    }
  };
  const clients = [client(), client()];
  return {
    sent: () => sent,
    stop: async () => {
      stopping.abort();
      await Promise.all(clients);
    },
  };
}

interface Coverage {
  readonly compared: number;
  readonly meant: number;
  /** By reason. */
  readonly lost: Readonly<Record<string, number>>;
}

/** What the gate of a hub says of all exchanges of the fleet. */
async function coverageBy({ admin }: HubProcess): Promise<Coverage> {
  const answer = await fetch(`${admin}/api/gate`);
  const { criteria } = (await answer.json()) as {
    readonly criteria: readonly { criterion: string; reason: string }[];
  };
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

async function ownerOf(fleet: Fleet, hubs: readonly HubProcess[]): Promise<HubProcess> {
  for (;;) {
    const [row] = await fleet.rows('SELECT owner FROM parallax.partitions');
    const owner = hubs.find(({ lines }) =>
      lines.some((line) => line.includes(`"hub":"${String(row?.owner)}"`)),
    );
    if (owner !== undefined) return owner;
    await sleep(50);
  }
}

describe.runIf(hasPostgres && natsServerProgram !== null)(
  'a fleet under load whose parts fail',
  () => {
    let fleet: Fleet;
    let sent = 0;
    let takeoverMs = 0;
    /** Left out since the killed hub may have sent them. */
    let inDoubt = 0;
    let coverage: Coverage;

    beforeAll(async () => {
      fleet = await startFleet();
      let hubs: HubProcess[] = await Promise.all([fleet.startHub(), fleet.startHub()]);
      const load = startLoad(fleet);
      const goesOn = async (): Promise<void> => {
        const asked = fleet.asked.length;
        await until(() => fleet.asked.length > asked + 20);
      };
      await goesOn();

      const killed = await ownerOf(fleet, hubs);
      await killed.kill();
      const killedAt = performance.now();
      hubs = hubs.filter((hub) => hub !== killed);
      await goesOn();
      takeoverMs = performance.now() - killedAt;
      hubs.push(await fleet.startHub());

      await fleet.postgres.restart();
      await goesOn();

      const stopped = await ownerOf(fleet, hubs);
      inDoubt = (await coverageBy(stopped)).lost['takeover'] ?? 0;
      await stopped.stop();
      const last = hubs.find((hub) => hub !== stopped);
      await goesOn();
      await load.stop();
      sent = load.sent();
      do {
        await sleep(50);
        coverage = await coverageBy(last!);
      } while (coverage.meant < sent);
    }, 120_000);

    afterAll(() => fleet[Symbol.asyncDispose]());

    it('has another owner within ten seconds of a kill -9', () => {
      expect(takeoverMs).toBeLessThan(10_000);
    });

    it('sends no request to the candidate twice', () => {
      expect(fleet.asked.length).toBe(new Set(fleet.asked).size);
    });

    it('has each exchange in the evidence once: compared, or in doubt because its hub was killed', () => {
      const { compared, meant, lost } = coverage;
      expect({ meant, compared: compared + (lost['takeover'] ?? 0) }).toEqual({
        meant: sent,
        compared: sent,
      });
    });

    it('leaves nothing out when PostgreSQL is restarted or a hub is stopped by SIGTERM', () => {
      expect(coverage.lost).toEqual(inDoubt === 0 ? {} : { takeover: inDoubt });
    });
  },
);
