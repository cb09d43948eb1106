import { type CompareRule, configuredRules } from '../config/compare-rules.ts';
import { ruleKey, ruleWords } from '../config/rule-words.ts';
import type { Config } from '../config/schema.ts';
import type { Logger } from '../log.ts';
import type { RuleUses } from '../vocabulary/plane-message.ts';

/** A rule of the config, and how often it was used. */
export interface RuleStanding {
  /** Its place in the config: `compare.ignore[0]`. */
  readonly name: string;
  /** Its route; null for a rule that applies to all. */
  readonly route: string | null;
  /** Its effect, as a text. */
  readonly text: string;
  /** Comparisons in which it excluded a difference. */
  readonly uses: number;
  /** Wall clock, milliseconds since the epoch; null if it was never used. */
  readonly firstAtMs: number | null;
  readonly lastAtMs: number | null;
  /** It explained nothing during a day of comparisons. */
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
  /** The comparing time at its last use, or at the start of this plane. */
  usedAtComparingMs: number;
  warnedAtMs: number | null;
}

const dayMs = 24 * 60 * 60 * 1000;

/**
 * A longer pause between two comparisons counts as this: a night or a week without traffic must
 * not make a rule look useless.
 */
const pauseMaxMs = 60 * 60 * 1000;

/** Finds the rules that explained nothing during a day of comparisons. */
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

  /** Another config is in force: unchanged rules keep their counts. */
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

  /** Takes the uses of rules since the process started, and logs dead rules, each once a day. */
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

/** @param comparingMs the comparing time so far */
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
