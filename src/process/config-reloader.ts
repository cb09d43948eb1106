import { isDeepStrictEqual } from 'node:util';
import { formatFault } from '../config/fault.ts';
import type { LoadedValues } from '../config/load.ts';
import type { ReadFile } from '../config/read-file.ts';
import type { ConfigWithSettings } from '../config/settings.ts';
import { faultOf, type Logger } from '../log.ts';
import type { ConfigChange } from '../transport/config-change.ts';
import { type ConfigRevision, firstRevision } from '../vocabulary/config-revision.ts';
import { ParallaxError } from '../vocabulary/errors.ts';
import type { ConfigReload, ConfigState } from '../vocabulary/plane-message.ts';
import { FormerSecondary } from './former-secondary.ts';
import { withPinned } from './pinned-config.ts';
import { refuseLoop } from './refuse-loop.ts';

export interface ConfigReloaderOptions {
  readonly running: ConfigWithSettings;
  /** Reads the config files. */
  readonly load: () => LoadedValues | Promise<LoadedValues>;
  /**
   * Puts a config in force.
   *
   * @returns why it failed; null if it succeeded
   */
  readonly apply: (change: ConfigChange) => Promise<string | null>;
  /** Called with the files that the config, or its faults, came from. */
  readonly onLoaded: (files: readonly ReadFile[]) => void;
  /** Called when a reload has ended. */
  readonly onEnded: (state: ConfigState) => void;
  readonly log: Logger;
  /** The wall clock. */
  readonly now?: () => number;
}

type Because = ConfigReload['because'];

/** Reloads the config while Parallax runs, as a whole or not at all. One reload at a time. */
export class ConfigReloader {
  readonly #options: ConfigReloaderOptions;
  readonly #now: () => number;
  readonly #secondaries: FormerSecondary;
  #running: ConfigWithSettings;
  #revision: ConfigRevision = firstRevision;
  #state: ConfigState;
  #current: Promise<ConfigState> | null = null;
  #next: Promise<ConfigState> | null = null;

  constructor(options: ConfigReloaderOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#running = options.running;
    this.#secondaries = new FormerSecondary(options.log);
    const sinceMs = this.#now();
    this.#state = { revision: firstRevision, sinceMs, needRestart: [], lastReload: null };
  }

  get state(): ConfigState {
    return this.#state;
  }

  /** Reloads the config. If a reload is running, another one follows it. */
  reload(because: Because): Promise<ConfigState> {
    if (this.#current === null) {
      this.#current = this.#reloadOnce(because).finally(() => (this.#current = null));
      return this.#current;
    }
    // The waiting reload will read the file later, so it serves all requests until then.
    this.#next ??= this.#current.then(() => {
      this.#next = null;
      return this.reload(because);
    });
    return this.#next;
  }

  async #reloadOnce(because: Because): Promise<ConfigState> {
    const atMs = this.#now();
    const { log, onEnded } = this.#options;
    const faults = await this.#tryReload(because, atMs).catch((error: unknown) => {
      log.error({ fault: faultOf(error) }, 'the config could not be reloaded');
      return ['the reload failed inside Parallax: see its log'];
    });
    // Logs the same faults once: a changed file may be reloaded twice, by its watch and on request.
    if (faults.length > 0 && !isDeepStrictEqual(faults, this.#state.lastReload?.faults)) {
      log.error({ because, faults }, 'the new config has faults; the previous one stays in force');
    }
    this.#state = { ...this.#state, lastReload: { atMs, because, faults } };
    onEnded(this.#state);
    return this.#state;
  }

  /** @returns the faults of the new config */
  async #tryReload(because: Because, atMs: number): Promise<readonly string[]> {
    const { load, onLoaded, log } = this.#options;
    const loaded = await load();
    onLoaded(loaded.files);
    if (loaded.faults !== null) return loaded.faults.map(formatFault);
    const { needRestart, ...pinned } = withPinned(this.#running, loaded);
    this.#warnOfRestart(needRestart);
    const next = this.#secondaries.withoutFormer(this.#running.config, pinned);
    if (isDeepStrictEqual(next, this.#running)) {
      log.debug(
        { because, revision: this.#revision },
        'the config was reloaded and has not changed',
      );
      return [];
    }
    const loop = await loopFault(next);
    if (loop !== null) return [loop];
    const before = this.#running.config;
    const faults = await this.#putInForce(next, because, atMs);
    if (faults.length === 0) this.#secondaries.follow(before, next.config, pinned.config);
    return faults;
  }

  #warnOfRestart(keys: readonly string[]): void {
    const isNew = !isDeepStrictEqual(keys, this.#state.needRestart);
    this.#state = { ...this.#state, needRestart: keys };
    if (keys.length === 0 || !isNew) return;
    this.#options.log.warn({ keys }, 'these keys have changed and need a restart');
  }

  async #putInForce(
    next: ConfigWithSettings,
    because: Because,
    atMs: number,
  ): Promise<readonly string[]> {
    const { apply, log } = this.#options;
    const fault = await apply({ ...next, revision: this.#newRevision() });
    if (fault !== null) {
      await apply({ ...this.#running, revision: this.#newRevision() });
      return [fault];
    }
    this.#running = next;
    this.#state = { ...this.#state, revision: this.#revision, sinceMs: atMs };
    log.info({ because, revision: this.#revision }, 'a new config is in force');
    return [];
  }

  #newRevision(): ConfigRevision {
    this.#revision += 1;
    return this.#revision;
  }
}

async function loopFault({ config }: ConfigWithSettings): Promise<string | null> {
  try {
    await refuseLoop(config);
    return null;
  } catch (error) {
    if (error instanceof ParallaxError) return error.message;
    throw error;
  }
}
