import { LeaseWatch } from '../../../src/hub/leases/lease-watch.ts';
import type { HubRow, LeaseRow } from '../../../src/postgres/leases.ts';

/** The troubles that a hub can have. */
export type Trouble = 'dies' | 'hangs' | 'loses_postgres' | 'loses_nats' | 'leaves';

interface SimulatedHub {
  readonly name: string;
  readonly watch: LeaseWatch;
  /** Milliseconds of the second half of a second at which it ticks. */
  readonly phaseMs: number;
  /** Partition and term, as the hub believes. */
  readonly held: Map<number, number>;
  isDead: boolean;
  isLeaving: boolean;
  hangsUntilMs: number;
  withoutPostgresUntilMs: number;
  withoutNatsUntilMs: number;
}

interface Commit {
  readonly partition: number;
  readonly term: number;
}

const stepMs = 50;
const tickMs = 500;

/** Hubs that share a table of leases, on a clock of the test: the table is atomic, as PostgreSQL is. */
export class SimulatedFleet {
  nowMs = 0;
  readonly leases: LeaseRow[];
  /** Those that were kept, in their order. */
  readonly commits: Commit[] = [];
  /** The number of times that a lease was taken. */
  taken = 0;
  readonly #rows = new Map<string, HubRow>();
  readonly #hubs: SimulatedHub[] = [];

  constructor(partitions: number) {
    this.leases = Array.from({ length: partitions }, (_, partition) => {
      return { partition, owner: null, term: 0, beat: 0 };
    });
  }

  get living(): readonly string[] {
    return this.#hubs.filter((hub) => !hub.isDead).map(({ name }) => name);
  }

  addHub(name: string): void {
    this.#hubs.push({
      name,
      watch: new LeaseWatch({
        hub: name,
        goneAfterMs: 5_000,
        pauseMsMax: 2_500,
        watchingBeats: 10,
      }),
      phaseMs: (this.#hubs.length * 150) % tickMs,
      held: new Map(),
      isDead: false,
      isLeaving: false,
      hangsUntilMs: 0,
      withoutPostgresUntilMs: 0,
      withoutNatsUntilMs: 0,
    });
  }

  trouble(at: number, what: Trouble, forMs: number): void {
    const hub = this.#hubs[at % this.#hubs.length];
    if (hub === undefined) return;
    const untilMs = this.nowMs + forMs;
    if (what === 'dies') hub.isDead = true;
    else if (what === 'leaves') hub.isLeaving = true;
    else if (what === 'hangs') hub.hangsUntilMs = untilMs;
    else if (what === 'loses_postgres') hub.withoutPostgresUntilMs = untilMs;
    else hub.withoutNatsUntilMs = untilMs;
  }

  run(forMs: number): void {
    for (const endMs = this.nowMs + forMs; this.nowMs < endMs; this.nowMs += stepMs) {
      for (const hub of this.#hubs) if (this.#acts(hub)) this.#act(hub);
    }
  }

  /** The number of partitions of each living hub. */
  spread(): readonly number[] {
    return this.living
      .map((name) => this.leases.filter(({ owner }) => owner === name).length)
      .toSorted((a, b) => a - b);
  }

  #acts({ isDead, hangsUntilMs, withoutPostgresUntilMs }: SimulatedHub): boolean {
    return !isDead && this.nowMs >= hangsUntilMs && this.nowMs >= withoutPostgresUntilMs;
  }

  #act(hub: SimulatedHub): void {
    // It commits on the basis of its own knowledge, even if that is outdated.
    for (const [partition, term] of hub.held) this.#commit(hub, partition, term);
    if (this.nowMs % tickMs === hub.phaseMs) this.#tick(hub);
  }

  #commit({ name }: SimulatedHub, partition: number, term: number): void {
    const lease = this.leases[partition];
    if (lease?.owner === name && lease.term === term) this.commits.push({ partition, term });
  }

  #tick(hub: SimulatedHub): void {
    const { name, held } = hub;
    const isReady = !hub.isLeaving && this.nowMs >= hub.withoutNatsUntilMs;
    const beat = (this.#rows.get(name)?.beat ?? 0) + 1;
    this.#rows.set(name, { hub: name, beat, isReady });
    this.#change(
      ({ owner }) => owner === name,
      (lease) => ({ beat: lease.beat + 1 }),
    );
    const view = { leases: [...this.leases], hubs: [...this.#rows.values()] };
    for (const [partition, term] of held) {
      const lease = view.leases[partition];
      if (lease?.owner !== name || lease.term !== term) held.delete(partition);
    }
    const { take, handOver } = hub.watch.observe(view, this.nowMs, isReady);
    for (const partition of handOver) {
      held.delete(partition);
      this.#change(
        (lease) => lease.partition === partition && lease.owner === name,
        (lease) => ({ owner: null, beat: lease.beat + 1 }),
      );
    }
    for (const { partition, term } of take) {
      held.set(partition, term + 1);
      this.taken += 1;
      this.#change(
        (lease) => lease.partition === partition,
        (lease) => ({ owner: name, term: term + 1, beat: lease.beat + 1 }),
      );
    }
    const isGone = hub.isLeaving && this.leases.every(({ owner }) => owner !== name);
    if (isGone) hub.isDead = true;
  }

  #change(test: (lease: LeaseRow) => boolean, next: (lease: LeaseRow) => Partial<LeaseRow>): void {
    for (const [at, lease] of this.leases.entries()) {
      if (test(lease)) this.leases[at] = { ...lease, ...next(lease) };
    }
  }
}
