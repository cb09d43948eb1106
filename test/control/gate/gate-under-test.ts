import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';
import { configSchema } from '../../../src/config/schema.ts';
import { createTokenAccess } from '../../../src/control/admin/access/token-access.ts';
import { RateLimitedLog } from '../../../src/log.ts';
import { routeSeries } from '../../../src/metrics/route-series.ts';
import { createAdminApp } from '../../../src/control/admin/app.ts';
import { type Epoch, type EpochCause, nextEpoch } from '../../../src/control/epoch.ts';
import type { EvidenceBook } from '../../../src/control/evidence/evidence-book.ts';
import { Gate } from '../../../src/control/gate/gate.ts';
import { GateOperations } from '../../../src/control/gate/gate-operations.ts';
import { OperatorLog, type OperatorRecords } from '../../../src/control/gate/operator-log.ts';
import type { OperatorRecord } from '../../../src/control/operator-record.ts';
import { createMetrics } from '../../../src/control/metrics/metrics.ts';
import { RecentComparisons } from '../../../src/control/recent-comparisons.ts';
import { ArchiveFile } from '../../../src/control/archive/sqlite/archive-file.ts';
import { RuleLedger } from '../../../src/control/rule-ledger.ts';
import { createReloads } from '../../../src/control/reloads.ts';
import { createReplays } from '../../../src/control/replays.ts';
import { RouteLedger } from '../../../src/control/route-ledger.ts';
import { createMemoryStore } from '../../../src/control/store/memory-store.ts';
import {
  emptyEvidence,
  type Evidence,
  type RouteEvidence,
} from '../../../src/vocabulary/evidence.ts';
import { memoryLog } from '../../support/memory-log.ts';
import { policyOf, startMs } from './observed-exchange.ts';

/** Epochs in memory; a reset starts another one of the same version. */
export class EvidenceInMemory implements Omit<EvidenceBook, 'record' | 'noteTotals'> {
  readonly #byEpoch = new Map<string, Evidence>();
  #epochs: readonly Epoch[] = [];
  #apart: readonly RouteEvidence[] = [];

  constructor(evidence: Evidence) {
    this.start('v1', evidence);
  }

  get epoch(): Epoch {
    return this.#epochs[0]!;
  }

  current(): Evidence {
    return this.evidenceOf(this.epoch.key)!;
  }

  epochs(): readonly Epoch[] {
    return this.#epochs;
  }

  evidenceOf(key: string): Evidence | null {
    return this.#byEpoch.get(key) ?? null;
  }

  othersOf(): readonly RouteEvidence[] {
    return this.#apart;
  }

  /** Sets evidence under other rules. */
  setApart({ routes }: Evidence): void {
    this.#apart = [...routes.values()];
  }

  noteProofs(proofs: Evidence['proofs']): void {
    for (const [key, proof] of proofs) this.current().proofs.set(key, proof);
  }

  forgetProofs(criterion: string): void {
    const { proofs } = this.current();
    for (const key of proofs.keys()) if (key.startsWith(`${criterion} `)) proofs.delete(key);
  }

  reset(): Epoch {
    return this.start('v1', emptyEvidence(), 'reset');
  }

  start(version: string, evidence: Evidence, because: EpochCause = 'version'): Epoch {
    const epoch = nextEpoch({
      version,
      startedBecause: because,
      before: this.#epochs,
      nowMs: startMs,
      candidate: null,
    });
    this.#epochs = [epoch, ...this.#epochs];
    this.#byEpoch.set(epoch.key, evidence);
    return epoch;
  }
}

export function recordsInMemory(): OperatorRecords {
  const records: OperatorRecord[] = [];
  return { all: () => records, append: (record) => void records.push(record) };
}

interface GateUnderTestOptions {
  readonly evidence?: Evidence;
  readonly admin?: object;
  readonly records?: OperatorRecords;
}

export interface GateUnderTest {
  readonly app: Hono;
  readonly gate: Gate;
  readonly evidence: EvidenceInMemory;
  readonly logLines: readonly Record<string, unknown>[];
  /** Sends a request as from the socket of a peer; by default from this machine. */
  ask(path: string, init?: RequestInit, peer?: string): Promise<Response>;
  /** Sends JSON, signed by an operator. */
  send(method: 'POST' | 'DELETE', path: string, body?: object): Promise<Response>;
}

export const signature = { who: 'Ada', reason: 'costs are being looked at' };

const totals = (): null => null;

/** The gate and its API, over evidence that a test makes. */
export function gateUnderTest(options: GateUnderTestOptions = {}): GateUnderTest {
  const config = configSchema.parse({
    primary: 'http://legacy.test:5000',
    candidate: 'http://candidate.test:5001',
    admin: options.admin ?? {},
  });
  const { log, lines } = memoryLog();
  const evidence = new EvidenceInMemory(options.evidence ?? emptyEvidence());
  const operators = new OperatorLog(options.records ?? recordsInMemory());
  const gate = new Gate({ policy: policyOf, evidence, operators });
  const routes = new RouteLedger(10);
  const rules = new RuleLedger({ config, log, now: Date.now });
  const archive = new ArchiveFile({ config, instance: 'k3x9', log });
  const replays = createReplays();
  const watch = { resources: () => null, queries: () => [] };
  const app = createAdminApp({
    watch,
    config,
    instance: 'k3x9',
    settings: [],
    policy: policyOf(),
    access: createTokenAccess({
      admin: config.admin,
      problems: new RateLimitedLog(log),
      now: () => 0,
    }),
    reloads: createReloads(),
    archive: archive.reader,
    fleet: null,
    replays,
    routes,
    rules,
    recent: new RecentComparisons(),
    totals,
    metrics: createMetrics({
      watch,
      routes,
      routeSeries: () => routeSeries(config),
      rules,
      totals,
      instance: 'k3x9',
      gate,
      evidence,
      store: createMemoryStore(),
      archive,
      replays,
      databases: () => null,
    }),
    evidence,
    gate,
    operations: new GateOperations({
      gate,
      evidence,
      operators,
      forgetMarks: () => undefined,
    }),
    operators,
    log,
  });

  async function ask(path: string, init: RequestInit = {}, peer = '127.0.0.1'): Promise<Response> {
    const headers = new Headers(init.headers);
    if (!headers.has('host')) headers.set('host', '127.0.0.1:9900');
    const bindings = { incoming: { socket: { remoteAddress: peer } } } as HttpBindings;
    // As from a socket: the budget of a turn of the event loop is for that turn alone.
    await turnOfTheLoop();
    return app.request(path, { ...init, headers }, bindings);
  }

  return {
    app,
    gate,
    evidence,
    logLines: lines,
    ask,
    send: (method, path, body = signature) =>
      ask(path, {
        method,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
  };
}
