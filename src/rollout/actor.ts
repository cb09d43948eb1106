import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Track } from './environment-track.ts';
import type { GateView } from './gate-view.ts';
import type { Answering, CommandStep, Entry, JournalEntry } from './journal-entry.ts';
import type { Journal } from './journal.ts';
import type { Plan, PlannedEnvironment } from './plan-schema.ts';
import { startTicksOf } from './process-group.ts';
import { runCommand } from './run-command.ts';
import { type Tracks, tracksOf } from './tracks.ts';

export interface ActorOptions {
  readonly plan: Plan;
  /** The folder in which commands run. */
  readonly folder: string;
  readonly journal: Journal;
  /** The person or system that runs the rollout. */
  readonly who: string;
  readonly now?: () => Date;
  /** Removes secrets from output, and truncates it. */
  readonly redact: (output: string) => string;
  /** Progress for people, a sentence at a time. */
  readonly log: (sentence: string) => void;
  /** Ends promotions and verifications of promotions. */
  readonly signal: AbortSignal;
  /** Ends rollbacks, too. */
  readonly hardSignal: AbortSignal;
}

export interface CommandRequest {
  readonly environment: PlannedEnvironment;
  readonly step: CommandStep;
  readonly expect: Answering;
  readonly why: string;
  readonly gate: GateView | null;
  readonly isRehearsal: boolean;
  /** When the rollback must be repeated. */
  readonly repeatAt?: Date | null;
}

type Decision =
  | {
      readonly event: 'passed' | 'held' | 'cleared';
      readonly why: string;
      readonly gate: GateView | null;
    }
  | { readonly event: 'resumed'; readonly why: string }
  | {
      readonly event: 'rehearsed';
      readonly why: string;
      readonly rollbackMs: number;
      readonly promoteMs: number;
    };

/** Runs the steps of a rollout, and writes each into the journal before it begins and after it ended. */
export interface Actor {
  readonly options: ActorOptions;
  readonly now: () => Date;
  tracks(): Tracks;
  trackOf(environment: PlannedEnvironment): Track;
  run(request: CommandRequest): Promise<Entry<'end'>>;
  decide(environment: PlannedEnvironment, decision: Decision): void;
}

export function createActor(options: ActorOptions): Actor {
  const { plan, folder, journal, who, redact, log, signal, hardSignal } = options;
  const { now = () => new Date() } = options;
  const running = new Set<string>();

  const common = ({ name, tier }: PlannedEnvironment) => ({
    at: now().toISOString(),
    rollout: plan.rollout,
    version: plan.version ?? null,
    environment: name,
    tier,
    who,
  });

  /** A full disk must not prevent a rollback. */
  function write(entry: JournalEntry, expect: Answering): void {
    try {
      journal.append(entry);
    } catch (error) {
      if (expect === 'candidate') throw error;
      const words = error instanceof Error ? error.message : 'unknown fault';
      log(`THE JOURNAL CANNOT BE WRITTEN (${words}): goes on with the rollback without it`);
    }
  }

  async function run(request: CommandRequest): Promise<Entry<'end'>> {
    const { environment, step, expect, why, gate, isRehearsal, repeatAt } = request;
    const { command, timeoutSeconds } = environment[step];
    const about = { id: randomUUID(), step, expect, isRehearsal };
    running.add(about.id);
    try {
      const begin = { event: 'begin', ...common(environment), ...about, why, gate } as const;
      write(repeatAt ? { ...begin, repeatAt: repeatAt.toISOString() } : begin, expect);
      log(`${environment.name}: ${step}${step === 'verify' ? ` ${expect}` : ''}: ${why}`);
      const ended = await runCommand({
        command,
        folder,
        timeoutMs: timeoutSeconds * 1000,
        signal: expect === 'primary' ? hardSignal : signal,
        variables: {
          PARALLAX_ROLLOUT: plan.rollout,
          PARALLAX_ENVIRONMENT: environment.name,
          PARALLAX_TIER: environment.tier,
          PARALLAX_STEP: step,
          PARALLAX_STEP_ID: about.id,
          PARALLAX_EXPECT: expect,
          PARALLAX_VERSION: plan.version ?? '',
        },
        onStarted(pid) {
          const process = { host: hostname(), pid, startTicks: startTicksOf(pid) };
          write({ event: 'started', ...common(environment), id: about.id, ...process }, expect);
        },
      });
      const output = redact(ended.output);
      const end = { event: 'end', ...common(environment), ...about, ...ended, output } as const;
      write(end, expect);
      return end;
    } finally {
      running.delete(about.id);
    }
  }

  const tracks = (): Tracks => tracksOf(plan, journal.entries, running);
  return {
    options,
    now,
    tracks,
    trackOf({ name }) {
      const track = tracks().get(name);
      if (track === undefined) throw new Error(`the plan has no environment ${name}`);
      return track;
    },
    run,
    decide(environment, decision) {
      const entry: JournalEntry = { ...common(environment), ...decision };
      journal.append(entry);
      log(`${environment.name}: ${decision.event}: ${decision.why}`);
    },
  };
}
