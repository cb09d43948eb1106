import { isSameServer } from '../config/same-server.ts';
import type { Config } from '../config/schema.ts';
import type { ConfigWithSettings } from '../config/settings.ts';
import type { Logger } from '../log.ts';

/**
 * After primary and candidate are swapped, a secondary instance runs the code of the previous primary: its differences
 * would count as noise of the new primary. It is not used until they are swapped back, or the config names another
 * secondary.
 */
export class FormerSecondary {
  readonly #log: Logger;
  #former: Former | null = null;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Has no effect on later calls: a config that is refused afterwards was never in force. */
  withoutFormer(running: Config, next: ConfigWithSettings): ConfigWithSettings {
    const former = this.#formerAfter(running, next.config);
    if (former === null || urlOf(next.config) !== former.url) return next;
    const { secondary: _, ...config } = next.config;
    return {
      config,
      settings: next.settings.filter(
        ({ path }) => path !== 'secondary' && !path.startsWith('secondary.'),
      ),
    };
  }

  /** Notes the config that is now in force, and what the file said before the secondary was left out. */
  follow(running: Config, now: Config, said: Config): void {
    this.#former = this.#formerAfter(running, now);
    if (this.#former === null || urlOf(said) !== this.#former.url) return;
    this.#log.warn(
      { secondary: this.#former.url },
      "the secondary is left out: it runs the former primary's code; name an instance of the new primary",
    );
  }

  #formerAfter(running: Config, { primary }: Config): Former | null {
    let former = this.#former;
    const { url } = primary;
    if (isSameServer(url, running.candidate.url) && !isSameServer(url, running.primary.url)) {
      const before = urlOf(running);
      if (before !== null) former = { url: before, primaryUrl: running.primary.url };
    }
    return former !== null && isSameServer(url, former.primaryUrl) ? null : former;
  }
}

/** The secondary's address, and the primary whose code it runs. */
interface Former {
  readonly url: string;
  readonly primaryUrl: string;
}

function urlOf({ secondary }: Config): string | null {
  return secondary?.kind === 'instance' ? secondary.url : null;
}
