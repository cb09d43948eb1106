import type { Outbox } from '../transport/outbox.ts';
import type { ConfigRevision } from '../vocabulary/config-revision.ts';
import type { Exchange } from '../vocabulary/exchange.ts';
import type { PrimaryBinding } from './primary-binding.ts';
import type { Relay } from './relay.ts';

export interface FormerBindingsOptions {
  /** The connections that are open. */
  readonly users: Iterable<Pick<Relay, 'binding' | 'isFollowed'>>;
  /** The present binding. */
  readonly binding: () => PrimaryBinding;
  readonly outbox: Pick<Outbox<Exchange>, 'queuedTotal' | 'postedTotal'>;
  /** No exchange that began before this revision with another primary is open or waits to be sent. */
  readonly onDrained: (revision: ConfigRevision) => void;
}

/** How often to check whether connections still use a former primary. */
const lookMs = 50;

/** The former primaries of open connections; each is closed when no connection uses it any more. */
export class FormerBindings {
  readonly #options: FormerBindingsOptions;
  /** The oldest first. */
  #formers: readonly PrimaryBinding[] = [];
  /** The drained revision, and the exchanges that must be sent before it is reported. */
  #drained = { revision: 0, queued: 0 };
  #reported: ConfigRevision = 0;
  #looks: NodeJS.Timeout | null = null;

  constructor(options: FormerBindingsOptions) {
    this.#options = options;
  }

  add(former: PrimaryBinding): void {
    this.#formers = [...this.#formers, former];
  }

  look(): void {
    this.#closeUnused();
    this.#report();
    const isDone =
      this.#formers.length === 0 && this.#reported === this.#options.binding().revision;
    if (!isDone) this.#looks ??= setInterval(() => this.look(), lookMs).unref();
    else if (this.#looks !== null) {
      clearInterval(this.#looks);
      this.#looks = null;
    }
  }

  #closeUnused(): void {
    const used = new Set([...this.#options.users].map(({ binding }) => binding));
    for (const former of this.#formers) if (!used.has(former)) former.close();
    this.#formers = this.#formers.filter((former) => used.has(former));
  }

  #report(): void {
    const { outbox, onDrained } = this.#options;
    const revision = this.#drainedTo();
    if (revision > this.#drained.revision) {
      this.#drained = { revision, queued: outbox.queuedTotal };
    }
    if (this.#drained.revision === this.#reported) return;
    if (outbox.postedTotal < this.#drained.queued) return;
    this.#reported = this.#drained.revision;
    onDrained(this.#reported);
  }

  /** Exchanges of opaque connections are not recorded, so nobody waits for these. */
  #drainedTo(): ConfigRevision {
    const current = this.#options.binding();
    let { revision } = current;
    for (const { binding, isFollowed } of this.#options.users) {
      if (isFollowed && binding !== current) revision = Math.min(revision, binding.since);
    }
    return revision;
  }
}
