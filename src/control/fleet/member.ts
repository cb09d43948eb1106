/** What a process of a fleet does: all planes, those behind the taps, or the live plane alone. */
export const memberRoles = ['run', 'hub', 'tap'] as const;

export type MemberRole = (typeof memberRoles)[number];

/** A process that shares a store, or a tap that reports to one of them. */
export interface Member {
  /** Random per process. */
  readonly instance: string;
  readonly role: MemberRole;
  readonly host: string;
  readonly version: string;
  /** How far it is behind, in milliseconds; null if it does not report that. */
  readonly lagMs: number | null;
  /** Exchanges that it has shed since its start. */
  readonly shed: number;
  /** The number that a hub owns; null for other roles. */
  readonly partitions: number | null;
}

/** A member, as the store has it. */
export interface SeenMember extends Member {
  /** How long ago it was seen, in milliseconds. */
  readonly unseenMs: number;
  readonly isAway: boolean;
}

/** A process that was not seen for longer is away. */
export const awayAfterMs = 15_000;

/** A process that was not seen for longer is not listed. */
export const forgottenAfterMs = 86_400_000;
