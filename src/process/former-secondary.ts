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
  /** Where it is, and the primary whose code it runs. */
  #former: { readonly url: string; readonly primaryUrl: string } | null = null;

  constructor(log: Logger) {
    this.#log = log;
  }

  withoutFormer(running: Config, next: ConfigWithSettings): ConfigWithSettings {
    const { primary } = next.config;
    if (primary.url === running.candidate.url && primary.url !== running.primary.url) {
      const before = urlOf(running);
      this.#former ??= before === null ? null : { url: before, primaryUrl: running.primary.url };
    }
    if (primary.url === this.#former?.primaryUrl) this.#former = null;
    if (this.#former === null || urlOf(next.config) !== this.#former.url) return next;
    this.#log.warn(
      { secondary: this.#former.url },
      'the secondary is not used: it runs the code of the previous primary; name an instance of the new primary',
    );
    const { secondary: _, ...config } = next.config;
    return {
      config,
      settings: next.settings.filter(
        ({ path }) => path !== 'secondary' && !path.startsWith('secondary.'),
      ),
    };
  }
}

function urlOf({ secondary }: Config): string | null {
  return secondary?.kind === 'instance' ? secondary.url : null;
}
