import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type Actor, createActor } from '../../src/rollout/actor.ts';
import { drive, type Driven, type DriveOptions } from '../../src/rollout/drive.ts';
import type { GateView } from '../../src/rollout/gate-view.ts';
import type { JournalEntry } from '../../src/rollout/journal-entry.ts';
import { openJournal } from '../../src/rollout/journal.ts';
import { loadPlan } from '../../src/rollout/load-plan.ts';
import type { Plan } from '../../src/rollout/plan-schema.ts';
import { tracksOf } from '../../src/rollout/tracks.ts';

/**
 * An environment is a file with what answers. A file NAME.STEP.fault makes a step fail, NAME.STEP.before and
 * NAME.STEP.after make it wait for as long as they are there, before or after its effect.
 */
const script = `#!/bin/sh
cd "$1" || exit 9
at="$PARALLAX_ENVIRONMENT"; step="$PARALLAX_STEP"
echo "$step $PARALLAX_EXPECT" >> "$at.done"
hold() { while [ -e "$at.$step.$1" ]; do echo > "$at.$step.$1.reached"; sleep 0.02; done; }
hold before
if [ -e "$at.$step.fault" ]; then cat "$at.$step.fault"; exit 7; fi
if [ "$step" = verify ]; then hold after; [ "$(cat "$at" 2>/dev/null || echo primary)" = "$PARALLAX_EXPECT" ]; exit; fi
echo "$PARALLAX_EXPECT" > "$at"
hold after
`;

export interface EnvironmentUnderTest {
  readonly name: string;
  readonly tier: string;
  readonly url?: string;
  /** Keys of the plan. */
  readonly more?: object;
  readonly timeoutSeconds?: number;
}

export interface RolloutUnderTest extends Disposable {
  readonly folder: string;
  readonly planFile: string;
  readonly journalFile: string;
  plan(): Plan;
  /** The verdict of the gate of an environment; `pass` until it is set. */
  setGate(environment: string, view: Partial<GateView>): void;
  setClock(at: string): void;
  /** Makes writes to the journal fail from now on. */
  fillDisk(): void;
  /** Goes on by hours. */
  wait(hours: number): void;
  advance(options?: Partial<DriveOptions>): Promise<Driven>;
  /** Does something with the journal open. */
  act<T>(act: (actor: Actor) => Promise<T>): Promise<T>;
  /** The deployment that answers in an environment. */
  answering(environment: string): string;
  /** The commands that were run there, such as `promote candidate`. */
  done(environment: string): readonly string[];
  states(): Readonly<Record<string, string>>;
  entries(): readonly JournalEntry[];
  /** The lines of output. */
  readonly said: readonly string[];
  write(file: string, text?: string): void;
  has(file: string): boolean;
  remove(file: string): void;
  readonly soft: AbortController;
}

export const passing: GateView = { verdict: 'pass', epoch: 'v2', version: 'v2', findings: [] };
export const failing: GateView = {
  ...passing,
  verdict: 'fail',
  findings: ['keys: 12 mismatches in 90 exchanges'],
};

/** A rollout of shell scripts in a folder, with a clock and gates that the test sets. */
export function rolloutUnderTest(
  environments: readonly EnvironmentUnderTest[],
  more: object = {},
): RolloutUnderTest {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-rollout-'));
  const at = (name: string): string => join(folder, name);
  writeFileSync(at('switch.sh'), script);
  const plan = {
    rollout: 'test',
    tiers: [...new Set(environments.map(({ tier }) => tier))],
    environments: environments.map(({ name, tier, url, timeoutSeconds = 10, more = {} }) => {
      const command = { command: ['sh', 'switch.sh', folder], timeoutSeconds };
      return {
        name,
        tier,
        gate: { url: url ?? 'http://127.0.0.1:1' },
        promote: command,
        rollback: command,
        verify: command,
        soakHours: 24,
        ...more,
      };
    }),
    ...more,
  };
  writeFileSync(at('rollout.yaml'), stringify(plan, { aliasDuplicateObjects: false }));
  const gates = new Map<string, GateView>();
  const said: string[] = [];
  const log = (sentence: string): void => void said.push(sentence);
  const soft = new AbortController();
  // It goes on by itself, too, as pauses are measured by it.
  let aheadMs = 0;
  let isDiskFull = false;
  const set = (at: string): void => void (aheadMs = Date.parse(at) - Date.now());
  set('2026-03-02T10:00:00Z');

  function load(): { readonly plan: Plan; readonly folder: string } {
    const loaded = loadPlan(at('rollout.yaml'), {});
    if (loaded.plan === null) throw new Error(JSON.stringify(loaded.faults));
    return loaded;
  }

  async function act<T>(act: (actor: Actor) => Promise<T>): Promise<T> {
    const { plan } = load();
    const journal = openJournal(plan.journal, plan.rollout, log, (descriptor, bytes) => {
      if (isDiskFull) throw new Error('no space left');
      return writeSync(descriptor, bytes);
    });
    try {
      return await act(
        createActor({
          plan,
          folder,
          journal,
          who: 'ada',
          now: () => new Date(Date.now() + aheadMs),
          redact: (output) => output,
          log,
          signal: soft.signal,
          hardSignal: new AbortController().signal,
        }),
      );
    } finally {
      journal.close();
    }
  }

  function lines(file: string): string[] {
    return existsSync(at(file)) ? readFileSync(at(file), 'utf8').split('\n').slice(0, -1) : [];
  }

  const entries = (): JournalEntry[] =>
    lines('rollout.journal').map((line) => JSON.parse(line) as JournalEntry);
  return {
    folder,
    planFile: at('rollout.yaml'),
    journalFile: at('rollout.journal'),
    plan: () => load().plan,
    setGate: (name, view) => void gates.set(name, { ...passing, ...view }),
    setClock: set,
    fillDisk: () => void (isDiskFull = true),
    wait: (hours) => void (aheadMs += hours * 3_600_000),
    act,
    advance: (options = {}) =>
      act((actor) =>
        drive(actor, {
          askGate: async ({ name }) => gates.get(name) ?? passing,
          mode: 'once',
          pollMs: 5,
          backoffMs: 5,
          ...options,
        }),
      ),
    answering: (name) => lines(name)[0] ?? 'primary',
    done: (name) => lines(`${name}.done`),
    states() {
      const { plan } = load();
      const tracks = tracksOf(plan, entries(), new Set());
      return Object.fromEntries([...tracks].map(([name, { kind }]) => [name, kind]));
    },
    entries,
    said,
    write: (file, text = '') => writeFileSync(at(file), text),
    has: (file) => existsSync(at(file)),
    remove: (file) => rmSync(at(file)),
    soft,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
