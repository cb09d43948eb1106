import { faultOf, type Logger, RateLimitedLog } from '../../log.ts';
import type { Postgres } from '../../postgres/connect.ts';
import { migrate } from '../../postgres/migrations.ts';
import type { Member, SeenMember } from './member.ts';
import { forgetMembers, readMembers, writeMembers } from './member-rows.ts';

/** The processes of a fleet; if the store cannot be read, as they were last read. */
export interface FleetView {
  readonly isCurrent: boolean;
  /** The instance of the process that answers. */
  readonly self: string;
  readonly members: readonly SeenMember[];
}

export interface FleetMembersOptions {
  readonly postgres: Postgres;
  readonly log: Logger;
  /** What this process reports about itself now. */
  readonly self: () => Member;
  /** The monotonic clock, in milliseconds. */
  readonly monotonic?: () => number;
}

/** The number of saves between two deletions of old members. */
const forgetEvery = 60;

/**
 * The list of the processes that share a store. Once a second, each process writes itself and the taps that
 * report to it.
 */
export class FleetMembers {
  readonly #options: FleetMembersOptions;
  readonly #problems: RateLimitedLog;
  /** Taps that reported since the last successful save, and when. */
  readonly #heard = new Map<string, { readonly member: Member; readonly atMs: number }>();
  #last: Omit<FleetView, 'self'> = { isCurrent: false, members: [] };
  #saving: Promise<void> | null = null;
  #saves = 0;

  constructor(options: FleetMembersOptions) {
    this.#options = options;
    this.#problems = new RateLimitedLog(options.log);
  }

  /** Another process has reported to this one, as a tap does to its hub. */
  hear(member: Member): void {
    this.#heard.set(member.instance, { member, atMs: this.#now() });
  }

  /** Writes the known members. Never rejects; if an earlier save is running, returns that one. */
  save(): Promise<void> {
    this.#saving ??= this.#write().finally(() => {
      this.#saving = null;
    });
    return this.#saving;
  }

  async read(): Promise<FleetView> {
    try {
      const members = await this.#options.postgres.transaction(readMembers);
      this.#last = { isCurrent: true, members };
    } catch (error) {
      this.#warn(error);
      this.#last = { ...this.#last, isCurrent: false };
    }
    return { ...this.#last, self: this.#options.self().instance };
  }

  async #write(): Promise<void> {
    const { postgres, self } = this.#options;
    const nowMs = this.#now();
    const heard = [...this.#heard.values()];
    const members = [
      { ...self(), unseenMs: 0 },
      ...heard.map(({ member, atMs }) => ({ ...member, unseenMs: nowMs - atMs })),
    ];
    try {
      if (this.#saves === 0) await migrate(postgres);
      await postgres.transaction(async (client) => {
        await writeMembers(client, members);
        if (this.#saves % forgetEvery === 0) await forgetMembers(client);
      });
      this.#saves += 1;
      for (const one of heard) {
        if (this.#heard.get(one.member.instance) === one) this.#heard.delete(one.member.instance);
      }
    } catch (error) {
      this.#warn(error);
    }
  }

  #now(): number {
    const { monotonic = () => performance.now() } = this.#options;
    return monotonic();
  }

  #warn(error: unknown): void {
    this.#problems.warn(
      'fleet_members',
      { fault: faultOf(error) },
      'the list of the processes of the fleet cannot be read or written',
    );
  }
}
