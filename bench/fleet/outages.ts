import { setTimeout as sleep } from 'node:timers/promises';
import type { Fleet } from '../../test/e2e/fleet/fleet.ts';
import { exactly, type Scenario } from './scenario.ts';

/** What a scenario has to end after, in seconds: clients ask before and after it, too. */
const aroundSeconds = 15;

export function natsAway(perSecond: number, awaySeconds: number): Scenario {
  return outage('NATS', perSecond, awaySeconds, {
    kill: ({ nats }) => nats.kill(),
    start: ({ nats }) => nats.restart(),
  });
}

export function postgresAway(perSecond: number, awaySeconds: number): Scenario {
  return outage('PostgreSQL', perSecond, awaySeconds, {
    kill: ({ postgres }) => postgres.kill(),
    start: ({ postgres }) => postgres.start(),
  });
}

interface Server {
  readonly kill: (fleet: Fleet) => Promise<void>;
  readonly start: (fleet: Fleet) => Promise<void>;
}

function outage(name: string, perSecond: number, awaySeconds: number, server: Server): Scenario {
  return {
    name: `${name} is killed and stays away for ${awaySeconds} s`,
    load: { requests: perSecond * (awaySeconds + aroundSeconds), perSecond },
    faultOf: exactly,
    async during({ fleet }) {
      await sleep(5_000);
      await server.kill(fleet);
      await sleep(awaySeconds * 1000);
      await server.start(fleet);
      return { words: '', fault: null };
    },
  };
}
