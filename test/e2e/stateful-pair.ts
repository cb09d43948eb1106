import { request } from 'undici';
import type { Flavour } from '../../example/conduit/app.ts';
import type { IdKind } from '../../example/conduit/ids.ts';
import { serve } from '../../example/conduit/serve.ts';
import { configSchema } from '../../src/config/schema.ts';
import { startProcess } from '../../src/process/start.ts';
import { memoryLog } from '../support/memory-log.ts';

/** Parallax between two gateways, each with a database of its own. */
export interface StatefulPair extends AsyncDisposable {
  /** Where clients connect. */
  readonly url: string;
  /** Resolves when so many exchanges have been looked at, with how often each outcome came. */
  outcomes(exchanges: number): Promise<Readonly<Record<string, number>>>;
  /** The latest exchanges of an outcome. */
  examples(outcome: string): Promise<readonly Example[]>;
}

export interface Example {
  readonly id: string;
  readonly route: string;
  readonly reason: string | null;
  readonly primary: { readonly status: number };
  readonly candidate: { readonly status: number } | null;
  readonly cascadeOf: string | null;
  readonly translated: readonly { readonly place: string; readonly label: string }[];
  readonly differences: readonly { readonly kind: string; readonly path: string }[];
}

/** How a deployment calls its things, and what flavour it is. */
export interface Deployment {
  readonly flavour: Flavour;
  readonly ids: IdKind;
  readonly seed: string;
}

export async function startStatefulPair(
  primary: Deployment,
  candidate: Deployment,
): Promise<StatefulPair> {
  const deployments = await Promise.all(
    [primary, candidate].map(async (one) => serve({ port: 0, database: ':memory:', ...one })),
  );
  const [first, second] = deployments;
  const config = configSchema.parse({
    listen: '127.0.0.1:0',
    admin: '127.0.0.1:0',
    primary: first?.url,
    candidate: { url: second?.url, ownState: true },
    mirror: { methods: 'all' },
    compare: {
      ignore: ['$..latencyMs'],
      tolerance: [
        { path: '$..createdAt', durationMs: 60_000 },
        { path: '$..created', absolute: 60 },
      ],
      headers: { compare: ['etag', 'location', 'set-cookie', 'content-type'] },
    },
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
      outcomes[outcome] = (outcomes[outcome] ?? 0) + Number(count);
    }
    return outcomes;
  }

  return {
    url: `http://${running.listenAddress}`,
    async outcomes(exchanges) {
      for (;;) {
        const outcomes = await outcomesNow();
        if (Object.values(outcomes).reduce((a, b) => a + b, 0) >= exchanges) return outcomes;
      }
    },
    examples: async (outcome) =>
      JSON.parse(await text(`/api/comparisons?outcome=${outcome}&limit=500`)) as Example[],
    async [Symbol.asyncDispose]() {
      await running.drain();
      for (const { close } of deployments) close();
    },
  };
}
