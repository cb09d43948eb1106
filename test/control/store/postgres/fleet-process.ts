import { randomBytes } from 'node:crypto';
import type { PostgresConfig } from '../../../../src/config/store-schema.ts';
import type { ControlPlaneOptions } from '../../../../src/control/plane.ts';
import { planeUnderTest, type PlaneUnderTest } from '../../plane-under-test.ts';

/** The state of the gate of a process. */
export interface GateShown {
  readonly epoch: string;
  readonly compared: number;
  readonly heldBy: string | null;
  readonly accepted: number;
  readonly isStoreUp: boolean;
  readonly verdict: string;
  readonly reasons: readonly string[];
}

interface GateAnswer {
  readonly verdict: string;
  readonly reasons: readonly string[];
  readonly epoch: { readonly key: string };
  readonly hold: { readonly who: string } | null;
  readonly accepted: readonly unknown[];
  readonly criteria?: readonly { readonly criterion: string; readonly n: number | null }[];
}

/** A process with a control plane of its own on a store that several share. */
export interface FleetProcess {
  feed: PlaneUnderTest['feed'];
  readonly marksForgotten: number;
  readonly isStopped: boolean;
  save(): void;
  gate(): Promise<GateShown>;
  /** The number of comparisons in one epoch. */
  comparedIn(epoch: string): Promise<number>;
  /** Their keys, the newest first. */
  epochs(): Promise<readonly string[]>;
  operate(method: 'POST' | 'DELETE', action: string, body: Record<string, unknown>): Promise<void>;
  metrics(): Promise<string>;
  stop(): Promise<void>;
}

export function startProcess(
  store: PostgresConfig,
  settings: Record<string, unknown> = {},
  options: Partial<Pick<ControlPlaneOptions, 'log' | 'makePart' | 'instance'>> = {},
): FleetProcess {
  const { kind: _, password = '', url, ...others } = store;
  const withPassword = new URL(url);
  withPassword.password = encodeURIComponent(password);
  const plane = planeUnderTest(
    { store: { url: withPassword.href, ...others }, ...settings },
    { instance: randomBytes(4).toString('hex'), ...options },
  );
  let isStopped = false;

  const json = async <T>(path: string): Promise<T> =>
    (await answered(() => plane.ask(path))).json() as Promise<T>;
  const gate = async (): Promise<GateShown> => {
    const shown = await json<GateAnswer>('/api/gate');
    const text = await metrics();
    const compared = /^parallax_epoch_exchanges\{.*stage="compared".*\} (\d+)$/m.exec(text);
    return {
      epoch: shown.epoch.key,
      compared: Number(compared?.[1]),
      isStoreUp: /^parallax_store_up\b.* 1$/m.test(text),
      heldBy: shown.hold?.who ?? null,
      accepted: shown.accepted.length,
      verdict: shown.verdict,
      reasons: shown.reasons,
    };
  };
  const comparedIn = async (epoch: string): Promise<number> => {
    const shown = await json<GateAnswer>(`/api/gate?epoch=${encodeURIComponent(epoch)}`);
    const rates = shown.criteria?.filter(({ criterion }) => criterion === 'mismatches') ?? [];
    return rates.reduce((sum, { n }) => sum + (n ?? 0), 0);
  };
  const metrics = async (): Promise<string> => (await answered(() => plane.ask('/metrics'))).text();
  return {
    feed: (comparisons) => plane.feed(comparisons),
    save: () => plane.save(),
    gate,
    metrics,
    get marksForgotten() {
      return plane.marksForgotten;
    },
    get isStopped() {
      return isStopped;
    },
    comparedIn,
    epochs: async () => (await json<{ key: string }[]>('/api/epochs')).map(({ key }) => key),
    operate: async (method, action, body) => {
      const response = await plane.ask(`/api/gate/${action}`, {
        method,
        headers: { 'content-type': 'application/json', host: '127.0.0.1:9900' },
        body: JSON.stringify(body),
      });
      if (!response.ok) throw new Error(`${action}: ${response.status} ${await response.text()}`);
    },
    stop: async () => {
      if (isStopped) return;
      isStopped = true;
      await plane.stop();
    },
  };
}

/** Saves in all of them, again and again, until the gate of each is as it should be. */
export async function expectAll(
  processes: readonly FleetProcess[],
  condition: (gate: GateShown) => boolean,
): Promise<void> {
  const running = processes.filter(({ isStopped }) => !isStopped);
  const left = new Set(running);
  while (left.size > 0) {
    for (const one of running) one.save();
    await new Promise((resolve) => setTimeout(resolve, 20));
    for (const one of left) if (condition(await one.gate())) left.delete(one);
  }
}

/** The admin address may be overloaded, with status 503. */
async function answered(ask: () => Promise<Response>): Promise<Response> {
  let response = await ask();
  while (response.status === 503) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    response = await ask();
  }
  return response;
}
