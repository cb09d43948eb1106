import type { RequestHead } from '../../vocabulary/raw-head.ts';
import { isSuccess } from '../../vocabulary/status.ts';
import type { Touch } from './key-queue.ts';
import type { Lineage, Thing } from './lineage.ts';
import { type ResourcePath, readResourcePath } from './resource-path.ts';

/** The properties of an exchange that its keys depend on. */
export interface KeyedExchange {
  readonly head: RequestHead;
  readonly isWrite: boolean;
  /** Names of the sessions that it may belong to; see `SessionNames`. */
  readonly sessions: readonly string[];
  /** The status of primary's answer. */
  readonly status: number;
  /** Identities in the request. */
  readonly requestIds: readonly string[];
  /** Identities in primary's answer. */
  readonly responseIds: readonly string[];
  /** Identities in the answer that no answer had shown before. */
  readonly newIds: readonly string[];
}

/** The key that every exchange touches, as a whole if nothing more precise is known. */
const everything = 'everything';

const readsEverything: readonly Touch[] = [{ key: everything, whole: true, writes: false }];
const writesEverything: readonly Touch[] = [{ key: everything, whole: true, writes: true }];

export function touchesEverything(isWrite: boolean): readonly Touch[] {
  return isWrite ? writesEverything : readsEverything;
}

/** An exchange with more keys depends on everything. */
const touchesMax = 48;

/**
 * Determines what an exchange may depend on or change. It prefers too much order: a needless wait costs a
 * little time, but a missing one shows as a false mismatch. So an exchange touches everything as a whole,
 * unless all of this is known:
 *
 * - Whose request it is. Requests of one session never overtake each other.
 * - That it succeeded: primary answered 2xx or 3xx. A refusal may have any reason, such as a name that is
 *   taken, or
 *   something that somebody else has deleted.
 * - What it is about: either its path has an identity of something whose creation was seen, and it reads,
 *   changes or
 *   removes that; or it made something itself, which shows in an identity that was never seen before. A list,
 *   a
 *   count, a singleton or a reset may depend on anything or change it.
 *
 * Then it touches only its sessions, the things that it or its answer mentions, and the things that contain
 * these (see {@link Lineage}). A read touches the things as a whole, and so does a write the one that it
 * makes, changes or removes. It touches everything else in part: two calls with two keys of one team run
 * together, and reading the team's spend waits for both. Writes to collections of one name are ordered: lists
 * show things in the order in which they were made, and a change or removal may free a name that another
 * thing gets. A removal also touches things that show what is removed with it: the page of somebody who
 * commented on an article.
 *
 * It does not see effects between two sessions through something that is never mentioned to either, such as a
 * limit on the total number of things, or a counter over all of them.
 */
export class CausalKeys {
  readonly #lineage: Lineage;

  constructor(lineage: Lineage) {
    this.#lineage = lineage;
  }

  /** To be called once for each exchange, in the order in which primary answered them. */
  touchesOf(exchange: KeyedExchange): readonly Touch[] {
    const path = readResourcePath(exchange.head.target, (segment) => isAmong(exchange, segment));
    if (exchange.isWrite && isSuccess(exchange.status)) this.#remember(exchange, path);
    return this.#knownTouches(exchange, path) ?? touchesEverything(exchange.isWrite);
  }

  #knownTouches(exchange: KeyedExchange, path: ResourcePath): readonly Touch[] | null {
    if (!isSuccess(exchange.status)) return null;
    const { isWrite, sessions } = exchange;
    const about = this.#about(exchange, path);
    if (sessions.length === 0 || about === null) return null;
    const touches = new Touches(isWrite);
    touches.add(everything, false);
    for (const session of sessions) touches.add(`session ${session}`, true);
    if (isWrite) touches.add(`in ${collectionName(about.collection)}`, true);
    for (const identity of [...exchange.requestIds, ...exchange.responseIds, ...path.identities]) {
      const isWhole = !isWrite || about.identities.includes(identity);
      if (!this.#touch(touches, identity, isWhole) || touches.size > touchesMax) return null;
    }
    const isKnown = exchange.head.method !== 'DELETE' || this.#touchAffected(touches, about);
    return isKnown && touches.size <= touchesMax ? touches.list() : null;
  }

  /** What a write makes or changes, or a read is about; null if unknown. */
  #about(
    { head, isWrite, newIds }: KeyedExchange,
    path: ResourcePath,
  ): { identities: readonly string[]; collection: string; isNew: boolean } | null {
    if (isWrite && head.method === 'POST' && newIds.length > 0) {
      return { identities: newIds, collection: path.template, isNew: true };
    }
    const identity = path.identities.at(-1);
    if (identity === undefined || !this.#lineage.isKnown(identity)) return null;
    return { identities: [identity], collection: path.collection, isNew: false };
  }

  /** @returns false if some of the things that contain it are not known */
  #touch(touches: Touches, identity: string, isWhole: boolean): boolean {
    const things = this.#lineage.of(identity);
    if (things.length === 0) touches.add(`identity ${identity}`, isWhole);
    return things.every((thing) => this.#touchThing(touches, thing, isWhole));
  }

  /**
   * Touches the things that show what is removed together with a thing, because it is within it.
   *
   * @returns false if some of these are not known
   */
  #touchAffected(touches: Touches, { identities }: { identities: readonly string[] }): boolean {
    for (const thing of identities.flatMap((identity) => this.#lineage.of(identity))) {
      const affected = this.#lineage.affectedByRemoval(thing);
      if (affected === null) return false;
      for (const { key } of affected) touches.add(key, false);
    }
    return true;
  }

  #touchThing(touches: Touches, thing: Thing, isWhole: boolean): boolean {
    const ancestors = this.#lineage.ancestorsOf(thing);
    if (ancestors === null) return false;
    touches.add(thing.key, isWhole);
    for (const { key } of ancestors) touches.add(key, false);
    return true;
  }

  #remember(exchange: KeyedExchange, { identities }: ResourcePath): void {
    const { head, requestIds, newIds } = exchange;
    const changed = identities.at(-1);
    if (head.method === 'POST' && newIds.length > 0) {
      this.#lineage.add(newIds, [...requestIds, ...identities, ...shownBeside(exchange)]);
    } else if (changed !== undefined && this.#lineage.isKnown(changed)) {
      this.#lineage.moveInto(changed, requestIds);
    } else {
      // A thing that an unknown one was put into contains something unknown from now on.
      for (const id of requestIds) this.#lineage.noteUnknownWithin(id);
    }
  }
}

/** An answer that shows more identities beside the new thing is a list. */
const besideMax = 4;

/** The identities that the answer shows beside the new thing, such as the user of a login. */
function shownBeside({ responseIds, newIds }: KeyedExchange): readonly string[] {
  const beside = responseIds.filter((id) => !newIds.includes(id));
  return beside.length <= besideMax ? beside : [];
}

/**
 * The name of a collection, without what contains it: comments are made at `/comments` and at
 * `/articles/{}/comments`, and are listed together.
 */
function collectionName(template: string): string {
  const segments = template.split('/').filter((segment) => segment !== '' && segment !== '{}');
  return segments.at(-1)?.replace(/\.\w+$/, '') ?? '';
}

function isAmong({ requestIds, responseIds }: KeyedExchange, segment: string): boolean {
  return requestIds.includes(segment) || responseIds.includes(segment);
}

/** Keeps each key once, with the strongest way in which it is touched. */
class Touches {
  readonly #writes: boolean;
  readonly #whole = new Map<string, boolean>();

  constructor(writes: boolean) {
    this.#writes = writes;
  }

  get size(): number {
    return this.#whole.size;
  }

  add(key: string, whole: boolean): void {
    if (whole || !this.#whole.has(key)) this.#whole.set(key, whole);
  }

  list(): readonly Touch[] {
    return Array.from(this.#whole, ([key, whole]) => ({ key, whole, writes: this.#writes }));
  }
}
