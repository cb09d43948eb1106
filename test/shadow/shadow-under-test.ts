import { MessageChannel } from 'node:worker_threads';
import { type Config, configSchema } from '../../src/config/schema.ts';
import { createShadowPlane, type ShadowPlaneOptions } from '../../src/shadow/plane.ts';
import { journalMemory } from '../../src/shadow/identity/book/id-journal.ts';
import { worldMemory } from '../../src/shadow/journal/world-journal.ts';
import { placesMemory } from '../../src/shadow/known-places.ts';
import { ByteBudget } from '../../src/transport/byte-budget.ts';
import { openInbox } from '../../src/transport/inbox.ts';
import { Outbox } from '../../src/transport/outbox.ts';
import type { CapturedMessage, Exchange } from '../../src/vocabulary/exchange.ts';
import { exchangeShape } from '../../src/vocabulary/exchange-shape.ts';
import type { Leg, Pair } from '../../src/vocabulary/pair.ts';
import { pairShape } from '../../src/vocabulary/pair-shape.ts';
import type { PlaneReport } from '../../src/vocabulary/plane-message.ts';
import {
  type AnswerBatch,
  noRecordedAnswers,
  type RecordedAnswers,
} from '../../src/vocabulary/recorded-answer.ts';
import type { TenureEffects } from '../../src/vocabulary/tenure-effects.ts';
import type { TenureSends } from '../../src/vocabulary/tenure-sends.ts';
import { Tally } from '../../src/vocabulary/tally.ts';
import { soleTenure } from '../../src/vocabulary/tenure.ts';
import { memoryLog } from '../support/memory-log.ts';
import { until } from '../support/until.ts';
import { exchangesFrom, type RequestSpec } from './exchange-fixture.ts';

/** A shadow plane; the test takes the place of the live plane and the compare plane. */
export interface ShadowUnderTest {
  /** In the order they came. */
  readonly pairs: Pair[];
  readonly lines: Record<string, unknown>[];
  /** The answers that a hub's plane has passed on to be recorded. */
  readonly answered: AnswerBatch[];
  /** The writes for which a hub's plane has requested a grant. */
  readonly asked: TenureSends[];
  /** The effects of counted writes that a hub's plane has passed on. */
  readonly effects: TenureEffects[];
  /** Grants the requested writes. */
  grant(sends: TenureSends): void;
  /** Bytes that the shadow plane has not given back yet. */
  readonly heldBytes: number;
  send(...exchanges: Exchange[]): void;
  /** Sends one exchange and waits for its pair. */
  mirror(request?: RequestSpec, overrides?: Partial<Exchange>): Promise<Leg>;
  /** Replays a request and waits for the result. */
  replay(): Promise<Pair>;
  /** Counts since the last call. */
  report(): PlaneReport;
  /** Another config is in force. */
  configure(revision: number, config: Config): void;
  /** This process owns a partition from now on. */
  beginTenure(tenure: number, recorded?: RecordedAnswers): void;
  endTenure(tenure: number): void;
  /** Nothing waits for the candidate any more. */
  endHolds(): void;
  /** Nothing that began before this revision, with another primary, is left in the live plane. */
  noteDrained(revision: number): void;
  /** Puts another compare plane in place of the one before. */
  replaceCompare(options?: { readonly keepsPairs: boolean }): void;
  close(): Promise<void>;
}

export function shadowConfig(
  candidateUrl: string,
  { candidate = {}, ...overrides }: Record<string, unknown> = {},
): Config {
  return configSchema.parse({
    primary: 'http://127.0.0.1:1',
    candidate: { url: candidateUrl, ownState: true, ...(candidate as object) },
    mirror: { methods: 'all' },
    ...overrides,
  });
}

/**
 * @param random the source of chance
 * @param started with which revision, for a plane that takes the place of another one
 */
export function startShadow(
  candidateUrl: string,
  overrides: Record<string, unknown> = {},
  random?: () => number,
  {
    grantsAtOnce = true,
    ...started
  }: Pick<ShadowPlaneOptions, 'revision' | 'placesSince' | 'hub'> & { grantsAtOnce?: boolean } = {},
): ShadowUnderTest {
  const tally = new Tally();
  const { log, lines } = memoryLog();
  const config = shadowConfig(candidateUrl, overrides);
  const plane = createShadowPlane({
    config,
    instance: 'test',
    tally,
    log,
    ...(random && { random }),
    ...started,
  });
  const answered: AnswerBatch[] = [];
  const asked: TenureSends[] = [];
  const effects: TenureEffects[] = [];
  plane.ends.onLinked?.({
    replay: () => undefined,
    forgetMarks: () => undefined,
    reload: () => undefined,
    committed: () => undefined,
    saved: () => undefined,
    fenced: () => undefined,
    answered: (batch) => answered.push(batch),
    effectsNoted: (noted) => effects.push(noted),
    askToSend: (sends) => {
      asked.push(sends);
      if (grantsAtOnce) plane.ends.onSendGranted?.(sends);
    },
  });
  const input = new MessageChannel();
  const ports = [input.port1];
  const pairs: Pair[] = [];
  function replaceCompare({ keepsPairs } = { keepsPairs: false }): void {
    const output = new MessageChannel();
    ports.push(output.port2);
    openInbox(output.port2, pairShape, ({ record, release }) => {
      pairs.push(copyOf(record));
      if (!keepsPairs) release();
    });
    plane.ends.onOutput?.(output.port1);
  }
  const budget = new ByteBudget(64 * 1024 * 1024);
  const outbox = new Outbox<Exchange>({ shape: exchangeShape, budget, onLost: () => undefined });
  outbox.connect(input.port1);
  plane.ends.onInput?.(input.port2);
  replaceCompare();
  const exchange = exchangesFrom(1_000_000);
  let replays = 0;

  return {
    pairs,
    lines,
    answered,
    asked,
    effects,
    grant: (sends) => plane.ends.onSendGranted?.(sends),
    get heldBytes() {
      return budget.usedBytes;
    },
    send(...exchanges) {
      for (const one of exchanges) outbox.send(one);
    },
    async mirror(request, exchangeOverrides) {
      const one = exchange(request, exchangeOverrides);
      outbox.send(one);
      const isIt = (pair: Pair): boolean => pair.exchange.sequence === one.sequence;
      await until(() => pairs.some(isIt));
      return pairs.find(isIt)!.candidate;
    },
    async replay() {
      const number = (replays += 1);
      const head = Buffer.from('GET /again HTTP/1.1\r\nHost: a\r\n\r\n');
      plane.ends.onReplay?.({ number, tenure: soleTenure, head });
      const isIt = (pair: Pair): boolean => pair.exchange.sequence === -number;
      await until(() => pairs.some(isIt));
      return pairs.find(isIt)!;
    },
    report: () => tally.report(),
    configure: (revision, next) => plane.ends.onConfig?.({ revision, config: next, settings: [] }),
    beginTenure: (tenure, recorded = noRecordedAnswers) =>
      plane.ends.onTenureBegun?.({
        tenure,
        partition: 0,
        term: tenure,
        recorded,
        identityMemory: {
          places: placesMemory(),
          candidate: journalMemory(1_000),
          secondary: journalMemory(1_000),
          candidateWorld: worldMemory(1_000),
          secondaryWorld: worldMemory(1_000),
        },
      }),
    endTenure: (tenure) => plane.ends.onTenureEnded?.(tenure),
    endHolds: () => plane.ends.onHoldsEnded?.(),
    noteDrained: (revision) => plane.ends.onDrained?.(revision),
    replaceCompare,
    async close() {
      plane.close();
      for (const port of ports) port.close();
    },
  };
}

/** A copy, because a delivered record is overwritten after its release. */
function copyOf({ exchange, candidate, secondary, ...identities }: Pair): Pair {
  return {
    ...identities,
    exchange: {
      ...exchange,
      request: copyOfMessage(exchange.request),
      response: copyOfMessage(exchange.response),
    },
    candidate: copyOfLeg(candidate),
    secondary: secondary && copyOfLeg(secondary),
  };
}

function copyOfLeg(leg: Leg): Leg {
  return leg.kind === 'answered' ? { ...leg, response: copyOfMessage(leg.response) } : leg;
}

function copyOfMessage({ head, body }: CapturedMessage): CapturedMessage {
  return { head: Buffer.from(head), body: Buffer.from(body) };
}

/** An answered leg's response, as text. */
export function answerOf(leg: Leg): { head: string; body: string } {
  if (leg.kind !== 'answered') throw new Error(`not answered: ${JSON.stringify(leg)}`);
  const { head, body } = leg.response;
  return { head: Buffer.from(head).toString('latin1'), body: Buffer.from(body).toString('latin1') };
}
