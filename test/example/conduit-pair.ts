import deepDiff from 'deep-diff';
import type { Flavour } from '../../example/conduit/app.ts';
import { type Call, type Conduit, type Reply, startConduitApp } from './conduit-under-test.ts';

interface Exchange {
  readonly call: Call;
  readonly primary: Reply;
  readonly candidate: Reply;
}

export interface ConduitPair {
  /** Asks both; the answer is primary's, so that a script can go on from it. */
  readonly ask: Conduit;
  readonly exchanges: readonly Exchange[];
}

/** Two deployments with databases of their own, seeded alike. */
export function startPair(candidateFlavour: Flavour): ConduitPair {
  return pairOf(startConduitApp({ kind: 'direct' }), startConduitApp(candidateFlavour));
}

export function pairOf(askPrimary: Conduit, askCandidate: Conduit): ConduitPair {
  const exchanges: Exchange[] = [];
  return {
    exchanges,
    ask: async (call) => {
      const [primary, candidate] = await Promise.all([askPrimary(call), askCandidate(call)]);
      exchanges.push({ call, primary, candidate });
      return primary;
    },
  };
}

/** The places in which answers of a pair differ, such as `GET /api/virtual-keys $.items[*].id`, each once. */
export function differencesOf({ exchanges }: ConduitPair): readonly string[] {
  const places = exchanges.flatMap(({ call, primary, candidate }) =>
    (deepDiff.diff(comparable(primary), comparable(candidate)) ?? []).map(
      (difference) => `${routeOf(call)} ${templateOf(difference)}`,
    ),
  );
  return [...new Set(places)].sort();
}

/** Fields that always differ, because each deployment has its own clock. */
const clockFields: ReadonlySet<string> = new Set(['createdAt', 'generatedAt', 'latencyMs']);

/** Random values, which always differ. */
const completionId = /chatcmpl-[0-9a-f-]+/g;

function comparable({ status, headers, text: wholeText, json }: Reply) {
  const text = wholeText.replaceAll(completionId, '');
  return {
    status,
    contentType: headers.get('content-type'),
    location: headers.get('location'),
    $: json === undefined ? text : JSON.parse(text, withoutClocks),
  };
}

function withoutClocks(key: string, value: unknown): unknown {
  return clockFields.has(key) ? null : value;
}

function templateOf({ path = [], ...rest }: deepDiff.Diff<unknown>): string {
  const steps = path.map((step) => (typeof step === 'number' ? '[*]' : `.${step}`));
  return steps.join('').slice(1) + (rest.kind === 'A' ? '[*]' : '');
}

function routeOf({ method = 'GET', path }: Call): string {
  const route = path.replace(/\?.*/, '').replaceAll(/\/[0-9a-f-]{36}/g, '/{id}');
  return `${method} ${route}`;
}
