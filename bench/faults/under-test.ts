import { type ServingParallax, serveParallax } from '../../test/cli/parallax-program.ts';
import { freePort } from '../../test/support/free-port.ts';
import { type Counts, countedExchanges, readCounts, settledCounts } from './counts.ts';
import type { Fault } from './fault.ts';
import { type FaultyServer, type PlayingServer, startPlaying } from './faulty-server.ts';
import { askKeptAlive } from './kept-alive-clients.ts';

export type Role = 'candidate' | 'primary';

/** Parallax between a sound deployment and one that has faults, one after the other. */
export interface UnderTest extends AsyncDisposable {
  readonly parallax: ServingParallax;
  /** Where clients connect. */
  readonly port: number;
  readonly faulty: FaultyServer;
  /** Null if the whole server is the fault. */
  readonly playing: PlayingServer | null;
}

/** Short, so that hanging faults do not take long. */
const waits: Readonly<Record<Role, string>> = {
  candidate: '--candidate-timeout-ms=500',
  primary: '--primary-connect-timeout-ms=500',
};

/** @param startFaulty a server that cannot play; without it, one that can */
export async function startUnderTest(
  role: Role,
  startFaulty?: () => Promise<FaultyServer>,
): Promise<UnderTest> {
  await using started = new AsyncDisposableStack();
  const sound = started.use(await startPlaying());
  const playing = startFaulty === undefined ? started.use(await startPlaying()) : null;
  const faulty = playing ?? started.use(await (startFaulty ?? startPlaying)());
  const [primary, candidate] = role === 'primary' ? [faulty, sound] : [sound, faulty];
  const parallax = started.use(
    await serveParallax([
      `--primary=${primary.url}`,
      `--candidate=${candidate.url}`,
      waits[role],
      // A restarted control plane keeps its address.
      `--admin=127.0.0.1:${await freePort()}`,
    ]),
  );
  const all = started.move();
  return {
    parallax,
    port: portOf(parallax.listenAddress),
    faulty,
    playing,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** Plays a fault on the running processes, or restarts them for one that cannot be played. */
export async function withFault<T>(
  role: Role,
  shared: UnderTest,
  { how }: Fault,
  measure: (underTest: UnderTest) => Promise<T>,
): Promise<T> {
  if (typeof how === 'function') {
    await using own = await startUnderTest(role, how);
    return await measure(own);
  }
  shared.playing?.play(how);
  try {
    return await measure(shared);
  } finally {
    shared.playing?.play();
  }
}

const soundRequests = 10;
const recoveryMsMax = 20_000;

/**
 * Sends sound requests until all of them match: effects of the fault, such as an open breaker, must not
 * last.
 *
 * @returns whether they did in time
 */
export async function recovers({ parallax, port }: UnderTest): Promise<boolean> {
  const giveUpAt = performance.now() + recoveryMsMax;
  const { adminAddress } = parallax;
  while (performance.now() < giveUpAt) {
    const before = await readCounts(adminAddress);
    const pathOf = (n: number): string | null => (n > soundRequests ? null : `/sound/${n}`);
    const { equal } = await askKeptAlive({ port, clients: 1, pathOf });
    const now = await settledCounts(adminAddress, countedExchanges(before) + soundRequests);
    const matches = (now.outcomes.match ?? 0) - (before.outcomes.match ?? 0);
    if (equal === soundRequests && matches === soundRequests) return true;
  }
  return false;
}

export function restartsOf({ restarts }: Counts): readonly string[] {
  return restarts === 0 ? [] : [`planes were restarted: ${restarts}`];
}

/** @param address `HOST:PORT`, or a URL without a path */
export function portOf(address: string): number {
  return Number(address.slice(address.lastIndexOf(':') + 1));
}
