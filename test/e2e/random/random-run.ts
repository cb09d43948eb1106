import { createHash } from 'node:crypto';
import type { Server } from 'node:http';
import { seededRandom } from '../../control/statistics/seeded-random.ts';
import { listen } from '../../support/raw-socket.ts';
import { type Example, startParallaxBetween } from '../parallax-between.ts';
import { createThingApi, type Mint } from './thing-api.ts';
import { type ClientsOptions, createSender, runClients, type Send } from './thing-clients.ts';
import { createThingService, type Done, type Leaving } from './thing-service.ts';
import { distorted, refusal, type Trouble } from './troubles.ts';

export interface RunOptions {
  readonly seed: number;
  readonly clients: number;
  readonly steps: number;
  readonly areConcurrent?: boolean;
  readonly useSecrets?: boolean;
  /** The trouble of the candidate in a step; not all troubles apply to all requests. */
  readonly troubleAt?: (step: number) => Trouble | null;
  readonly leavingAt?: (step: number) => Leaving | null;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly cohort?: string;
  /** Sends requests of its own before the traffic begins. */
  readonly lead?: (send: Send) => Promise<void>;
}

/** One exchange: the answers of both deployments, and the comparison. */
export interface Step {
  readonly step: number;
  readonly primary: Done;
  /** Null where the request never reached the candidate. */
  readonly candidate: Done | null;
  /** The trouble of the candidate in this step. */
  readonly trouble: Trouble | null;
  readonly hasLeft: boolean;
  readonly outcome: string;
  readonly reason: string | null;
  readonly differences: Example['differences'];
  /** The step that explains it. */
  readonly cascadeOf: number | null;
}

export interface Run {
  /** In the order in which primary did the work. */
  readonly steps: readonly Step[];
  /** The counts of `parallax_exchanges_total`. */
  readonly outcomes: Readonly<Record<string, number>>;
}

/** A number in [0, 1) that is the same for the same seed, step and use. */
export function chanceAt(seed: number, step: number, use: string): number {
  return createHash('sha256').update(`${seed} ${step} ${use}`).digest().readUInt32BE(0) / 2 ** 32;
}

/** Steps of the lead begin here, so that those of the traffic are the same with it and without. */
export const leadSteps = 1_000_000;

function digestOf(seed: number, text: string): string {
  return createHash('sha256').update(`${seed} ${text}`).digest('hex');
}

function numbersMint(seed: number): Mint {
  let minted = 0;
  const id = (step: number): number => (step < leadSteps ? (minted += 1) : step);
  return {
    id,
    secret: (prefix, step) =>
      `${prefix}_${digestOf(seed, `primary ${prefix} ${step}`).slice(0, 32)}`,
    slug: (title, step) => `${title.toLowerCase().replaceAll(' ', '-')}-${id(step)}`,
  };
}

function uuidsMint(seed: number): Mint {
  const id = (step: number): string => {
    const hex = digestOf(seed, `candidate ${step}`);
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `4${hex.slice(13, 16)}`,
      `8${hex.slice(17, 20)}`,
      hex.slice(20, 32),
    ].join('-');
  };
  return {
    id,
    secret: (prefix, step) =>
      `${prefix}_${digestOf(seed, `candidate ${prefix} ${step}`).slice(0, 32)}`,
    slug: (title, step) => `${title.toLowerCase().replaceAll(' ', '-')}-${id(step).slice(0, 8)}`,
  };
}

/** Mostly short, and sometimes long. */
async function pauseFor(chance: number): Promise<void> {
  for (let turns = Math.floor(chance * chance * 40); turns > 0; turns -= 1) {
    await new Promise(setImmediate);
  }
}

/** Resolves for each number once it has been signalled. */
class Signals {
  readonly #signals = new Map<number, PromiseWithResolvers<void>>();

  of(number: number): PromiseWithResolvers<void> {
    const known = this.#signals.get(number) ?? Promise.withResolvers<void>();
    this.#signals.set(number, known);
    return known;
  }
}

/** The service twice, each with identities of its own, and clients at work on it through Parallax. */
export async function run(options: RunOptions): Promise<Run> {
  const { seed, clients, areConcurrent = false, leavingAt = () => null } = options;
  const held = new Signals();
  const atPrimary: Done[] = [];
  const atCandidate = new Map<number, Done>();
  const wrong = new Map<number, Trouble>();
  const troubleAt = options.troubleAt ?? (() => null);
  const primary = createThingService({
    api: createThingApi(numbersMint(seed)),
    pause: async (step) => pauseFor(areConcurrent ? chanceAt(seed, step, 'pause of primary') : 0),
    onDone: (done) => atPrimary.push(done),
    onHeld: (step) => held.of(step).resolve(),
  });
  const candidate = createThingService({
    api: createThingApi(uuidsMint(seed)),
    pause: async (step) => pauseFor(chanceAt(seed, step, 'pause of candidate')),
    insteadOf(asked) {
      const trouble = troubleAt(asked.step);
      const instead =
        trouble === null ? null : refusal(trouble, asked, chanceAt(seed, asked.step, 'place'));
      if (instead !== null && trouble !== null) wrong.set(asked.step, trouble);
      return instead;
    },
    distort(asked, honest) {
      const trouble = troubleAt(asked.step);
      if (trouble === null) return null;
      const place = chanceAt(seed, asked.step, 'place');
      const sent = trouble === 'resets' ? 'reset' : distorted(trouble, asked, honest, place);
      if (sent !== null) wrong.set(asked.step, trouble);
      return sent;
    },
    onDone: (done) => atCandidate.set(done.asked.step, done),
  });
  const servers: Server[] = [primary, candidate];
  const urls = await Promise.all(
    servers.map(async (one) => `http://127.0.0.1:${await listen(one)}`),
  );
  try {
    await using parallax = await startParallaxBetween(urls[0] ?? '', urls[1] ?? '', {
      routes: [{ match: 'POST /search', safe: true }],
      ...options.settings,
    });
    const sender = createSender({
      url: parallax.url,
      connections: areConcurrent ? clients : 1,
      leavingAt,
      whenHeld: async (step) => held.of(step).promise,
      whenLeft: async (step) => held.of(-step).promise,
    });
    await options.lead?.(sender.send);
    const traffic: ClientsOptions = {
      ...options,
      send: sender.send,
      areConcurrent,
      useSecrets: options.useSecrets ?? false,
      random: seededRandom(seed),
    };
    await runClients(traffic);
    const outcomes = await parallax.outcomes(atPrimary.length);
    await sender.close();
    const examples = await Promise.all(
      ['mismatch', 'candidate_error', 'cascade', 'racy', 'skipped', 'noise', 'primary_error'].map(
        async (outcome) => parallax.examples(outcome),
      ),
    );
    const byExchange = new Map(examples.flat().map((example) => [example.id, example]));
    const stepOf = new Map(
      [...atCandidate.values()].map(({ asked, exchange }) => [exchange, asked.step]),
    );
    const stepOfCause = (exchange: string | null): number | null =>
      exchange === null ? null : (stepOf.get(exchange) ?? Number.NaN);
    const steps = atPrimary.map((done): Step => {
      const { step } = done.asked;
      const there = atCandidate.get(step) ?? null;
      const example = there === null ? undefined : byExchange.get(there.exchange);
      const unseen = there === null ? 'skipped' : 'match';
      return {
        step,
        primary: done,
        candidate: there,
        trouble: wrong.get(step) ?? null,
        hasLeft: leavingAt(step) !== null,
        outcome: example?.outcome ?? unseen,
        reason: example?.reason ?? null,
        differences: example?.differences ?? [],
        cascadeOf: stepOfCause(example?.cascadeOf ?? null),
      };
    });
    return { steps, outcomes };
  } finally {
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
  }
}
