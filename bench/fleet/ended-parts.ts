import { setTimeout as sleep } from 'node:timers/promises';
import { clients, type ConduitFleet } from './conduit-fleet.ts';
import { exactly, type Scenario, type ScenarioEnd, totalOf } from './scenario.ts';

const takeoverMsMax = 10_000;
/** What a kill takes: until the other hub is there, the takeover, and a while that clients ask. */
const killSeconds = 12;

export function ownerKilled(perSecond: number, kills: number): Scenario {
  return {
    name: `the hub that owns the partition is killed (SIGKILL), ${kills} times`,
    load: { requests: perSecond * kills * killSeconds, perSecond },
    faultOf: exactly,
    async during(running, asking) {
      const takeovers: number[] = [];
      while (takeovers.length < kills && !asking.areDone) takeovers.push(await killOwner(running));
      const longestMs = Math.max(...takeovers);
      return {
        words: `${takeovers.length} kills; another owner after ${seconds(longestMs)} at most`,
        fault: longestMs < takeoverMsMax ? null : 'a takeover lasted too long',
      };
    },
  };
}

export function ownerStopped(perSecond: number): Scenario {
  return {
    name: 'the hub that owns the partition is stopped (SIGTERM)',
    load: { requests: perSecond * 20, perSecond },
    faultOf: (end) => exactly(end) ?? nothingLost(end),
    async during({ fleet }) {
      await sleep(5_000);
      const owner = await fleet.owner();
      const stoppedAt = performance.now();
      await fleet.end(owner, 'SIGTERM');
      await fleet.owner();
      const words = `another owner after ${seconds(performance.now() - stoppedAt)}`;
      return { words, fault: null };
    },
  };
}

export function tapStopped(perSecond: number): Scenario {
  return {
    name: 'a tap is stopped (SIGTERM)',
    load: { requests: perSecond * 20, perSecond },
    faultOf: (end) => exactly(end) ?? nothingLost(end),
    during: (running) => endTap(running, 'SIGTERM'),
  };
}

export function tapKilled(perSecond: number): Scenario {
  return {
    name: 'a tap is killed (SIGKILL)',
    load: { requests: perSecond * 20, perSecond, mayBreak: true },
    faultOf({ requests, unanswered, counts }) {
      const missing = requests - totalOf(counts);
      if (unanswered > clients) return `${unanswered} requests were not answered`;
      if (missing < 0 || missing > clients) return `${missing} exchanges are not in the evidence`;
      return counts.mismatches === 0 ? null : `${counts.mismatches} false mismatches`;
    },
    during: (running) => endTap(running, 'SIGKILL'),
  };
}

async function endTap({ fleet }: ConduitFleet, signal: 'SIGKILL' | 'SIGTERM') {
  await sleep(5_000);
  const [tap] = fleet.taps;
  if (tap !== undefined) await fleet.end(tap, signal);
  return { words: '', fault: null };
}

function nothingLost({ counts }: ScenarioEnd): string | null {
  const lost = Object.keys(counts.lost);
  return lost.length === 0 ? null : `lost: ${lost.join(', ')}`;
}

/** @returns how long nobody owned the partition, in milliseconds */
async function killOwner({ fleet }: ConduitFleet): Promise<number> {
  const owner = await fleet.owner();
  await sleep(3_000);
  await fleet.end(owner, 'SIGKILL');
  const killedAt = performance.now();
  // The next one is there before, as a Deployment of two replicas has it.
  const starting = fleet.startHub();
  await fleet.owner();
  const takenMs = performance.now() - killedAt;
  process.stderr.write(`  another owner after ${seconds(takenMs)}\n`);
  await starting;
  return takenMs;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
