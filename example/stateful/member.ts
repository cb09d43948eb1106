import { draw } from '../draw.ts';

/** A virtual key as its owner knows it. */
export interface OwnKey {
  readonly id: string | number;
  keyName: string;
  /** Null for a key that was there before its owner came: a secret is shown only once. */
  virtualKey: string | null;
  /** Null until it was read. */
  tag: string | null;
  /** A tag of an earlier revision. */
  staleTag: string | null;
  /** Calls made with it; null where there may be others than those whose answers its owner has. */
  calls: number | null;
  /** Where the next part of its history begins; null for the start. */
  cursor: string | null;
  /** Request logs of the parts of the history that were read. */
  historyRead: number;
}

/**
 * What one client knows. It works on its own team alone: a read of what somebody else is just
 * writing may see it or not, and the two deployments need not agree on which.
 */
export interface Member {
  readonly team: string;
  readonly password: string;
  /** Requests made so far. */
  step: number;
  isRegistered: boolean;
  /** Whether a registration was not answered: the team may exist. */
  mayBeRegistered: boolean;
  session: string | null;
  /** Null until the team's keys were listed. */
  keys: OwnKey[] | null;
  keysMade: number;
  readonly formerSessions: string[];
  readonly formerSecrets: string[];
  readonly deletedIds: (string | number)[];
  readonly logIds: (string | number)[];
  /** Names of keys that were asked for, and are there if a list shows them: no answer came. */
  readonly awaitedNames: Set<string>;
  /** Names of keys that may be changed or gone: whoever asked for it has no answer. */
  readonly doubtfulNames: Set<string>;
}

export function createMember(team: string): Member {
  return {
    team,
    password: `the password of ${team}`,
    step: 0,
    isRegistered: false,
    mayBeRegistered: false,
    session: null,
    keys: null,
    keysMade: 0,
    formerSessions: [],
    formerSecrets: [],
    deletedIds: [],
    logIds: [],
    awaitedNames: new Set(),
    doubtfulNames: new Set(),
  };
}

/** An evenly spread number in [0, 1) that depends on the member's step alone. */
export function drawFor(member: Member, purpose: string): number {
  return draw(member.team, member.step, purpose);
}

/** One of the items; undefined where there are none. */
export function drawItem<T>(member: Member, purpose: string, items: readonly T[]): T | undefined {
  return items[Math.floor(drawFor(member, purpose) * items.length)];
}

/** One of its keys for which a condition holds. */
export function drawKey(
  member: Member,
  isWanted: (key: OwnKey) => boolean = () => true,
): OwnKey | undefined {
  return drawItem(member, 'key', (member.keys ?? []).filter(isWanted));
}
