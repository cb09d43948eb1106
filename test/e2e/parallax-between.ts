import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { configSchema } from '../../src/config/schema.ts';
import { startProcess } from '../../src/process/start.ts';
import { memoryLog } from '../support/memory-log.ts';

/** Parallax between two deployments that each have a state of their own. */
export interface ParallaxBetween extends AsyncDisposable {
  /** Where clients connect. */
  readonly url: string;
  /** Resolves when so many exchanges have been looked at, with how often each outcome came. */
  outcomes(exchanges: number): Promise<Readonly<Record<string, number>>>;
  /** The latest exchanges of an outcome. */
  examples(outcome: string): Promise<readonly Example[]>;
  /** The answer of the admin address. */
  page(path: string): Promise<string>;
}

/** The members of `/api/comparisons` that the tests use. */
export interface Example {
  readonly id: string;
  readonly outcome: string;
  readonly reason: string | null;
  readonly route: string;
  readonly primary: { readonly status: number };
  readonly candidate: { readonly status: number } | null;
  readonly cascadeOf: string | null;
  readonly translated: readonly { readonly place: string; readonly label: string }[];
  readonly differences: readonly { readonly kind: string; readonly path: string }[];
}

/** @param settings in addition to those that mirror all requests */
export async function startParallaxBetween(
  primary: string,
  candidate: string,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<ParallaxBetween> {
  const config = configSchema.parse({
    listen: '127.0.0.1:0',
    admin: '127.0.0.1:0',
    primary,
    candidate: { url: candidate, ownState: true },
    mirror: { methods: 'all' },
    ...settings,
  });
  const running = await startProcess(config, { log: memoryLog().log });
  const admin = `http://${running.adminAddress}`;
  const text = async (path: string): Promise<string> => (await request(admin + path)).body.text();

  async function outcomesNow(): Promise<Readonly<Record<string, number>>> {
    const outcomes: Record<string, number> = {};
    const samples = (await text('/metrics')).matchAll(
      /^parallax_exchanges_total\{.*outcome="(\w+)".*\} (\d+)$/gm,
    );
    for (const [, outcome = '', count] of samples) {
      if (count !== '0') outcomes[outcome] = (outcomes[outcome] ?? 0) + Number(count);
    }
    return outcomes;
  }

  return {
    url: `http://${running.listenAddress}`,
    async outcomes(exchanges) {
      for (;;) {
        const outcomes = await outcomesNow();
        if (Object.values(outcomes).reduce((a, b) => a + b, 0) >= exchanges) return outcomes;
        await sleep(20);
      }
    },
    examples: async (outcome) =>
      JSON.parse(await text(`/api/comparisons?outcome=${outcome}&limit=500`)) as Example[],
    page: text,
    [Symbol.asyncDispose]: () => running.drain(),
  };
}
