import { type CompareRule, configuredRules } from '../config/compare-rules.ts';
import { ruleKey, ruleWords } from '../config/rule-words.ts';
import type { Config } from '../config/schema.ts';
import type { Logger } from '../log.ts';
import type { RuleUses } from '../vocabulary/plane-message.ts';

/** A rule of the config, and the use it has been. */
export interface RuleStanding {
  /** Where it stands in the config: `compare.ignore[0]`. */
  readonly name: string;
  /** The route it is for; null for a rule that holds on all of them. */
  readonly route: string | null;
  /** What it says, in words. */
  readonly text: string;
  /** Comparisons in which it was why a difference does not count. */
  readonly uses: number;
  /** Wall clock, milliseconds since the epoch; null where it has not been used. */
  readonly firstAtMs: number | null;
  readonly lastAtMs: number | null;
  /** It was of no use for a day of comparing. */
  readonly dead: boolean;
}

export interface RuleLedgerOptions {
  readonly config: Pick<Config, 'compare' | 'routes'>;
  readonly log: Logger;
  /** The wall clock, milliseconds since the epoch. */
  readonly now: () => number;
}

interface Entry {
  /** See `ruleKey`. */
  readonly key: string;
  readonly name: string;
  readonly route: string | null;
  readonly text: string;
  used: RuleUses | null;
  /** How much had been compared when it was last used, or when this plane started. */
  usedAtComparingMs: number;
  warnedAtMs: number | null;
}

const dayMs = 24 * 60 * 60 * 1000;

/**
 * A longer pause between two comparisons counts as this: a night or a week without traffic must
 * not make a rule look useless.
 */
const pauseMaxMs = 60 * 60 * 1000;

/** Separates the rules that are of use from those that explained nothing in a day of comparing. */
export class RuleLedger {
  #entries: readonly Entry[];
  readonly #log: Logger;
  readonly #now: () => number;
  #comparingMs = 0;
  #comparedAtMs: number | null = null;

  constructor({ config, log, now }: RuleLedgerOptions) {
    this.#log = log;
    this.#now = now;
    this.#entries = entriesOf(config, 0);
  }

  /** Another config is in force: rules that are in it unchanged keep their counts. */
  follow(config: RuleLedgerOptions['config']): void {
    const known = new Map(this.#entries.map((entry) => [entry.key, entry]));
    this.#entries = entriesOf(config, this.#comparingMs).map(
      (entry) => keptEntry(known.get(entry.key), entry) ?? entry,
    );
  }

  /** Two answers have been compared. */
  compared(): void {
    const now = this.#now();
    const pauseMs = now - (this.#comparedAtMs ?? now);
    this.#comparingMs += Math.min(Math.max(pauseMs, 0), pauseMaxMs);
    this.#comparedAtMs = now;
  }

  /**
   * Takes in how often rules have been used since the process started, and logs those that are
   * dead, each once a day.
   */
  report(ruleUses: Readonly<Record<string, RuleUses>>): void {
    for (const entry of this.#entries) {
      const used = ruleUses[entry.key];
      if (used !== undefined && used.uses !== entry.used?.uses) {
        entry.used = used;
        entry.usedAtComparingMs = this.#comparingMs;
      } else if (this.#isDead(entry)) {
        this.#warn(entry);
      }
    }
  }

  /** In the order of the config. */
  all(): readonly RuleStanding[] {
    return this.#entries.map((entry) => ({
      name: entry.name,
      route: entry.route,
      text: entry.text,
      uses: entry.used?.uses ?? 0,
      firstAtMs: entry.used?.firstAtMs ?? null,
      lastAtMs: entry.used?.lastAtMs ?? null,
      dead: this.#isDead(entry),
    }));
  }

  #isDead({ usedAtComparingMs }: Entry): boolean {
    return this.#comparingMs - usedAtComparingMs >= dayMs;
  }

  #warn(entry: Entry): void {
    const now = this.#now();
    if (entry.warnedAtMs !== null && now - entry.warnedAtMs < dayMs) return;
    entry.warnedAtMs = now;
    this.#log.warn(
      { rule: entry.name, route: entry.route, text: entry.text, uses: entry.used?.uses ?? 0 },
      'a rule of the config has explained no difference for a day',
    );
  }
}

/** @param comparingMs how much has been compared so far */
function entriesOf(config: RuleLedgerOptions['config'], comparingMs: number): readonly Entry[] {
  const { everywhere, byRoute } = configuredRules(config);
  return [
    ...everywhere.map((rule) => entryOf(rule, null, comparingMs)),
    ...byRoute.flatMap(({ route, rules }) =>
      rules.map((rule) => entryOf(rule, route, comparingMs)),
    ),
  ];
}

function keptEntry(known: Entry | undefined, entry: Entry): Entry | undefined {
  return known?.route === entry.route ? known : undefined;
}

function entryOf(rule: CompareRule, route: string | null, comparingMs: number): Entry {
  return {
    key: ruleKey(rule),
    name: rule.name,
    route,
    text: ruleWords(rule),
    used: null,
    usedAtComparingMs: comparingMs,
    warnedAtMs: null,
  };
}
