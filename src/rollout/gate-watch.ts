import { setTimeout as pause } from 'node:timers/promises';
import type { GateView, GateViews } from './gate-view.ts';
import type { PlannedEnvironment } from './plan-schema.ts';

/** Asks the gate of an environment; never rejects. */
export type AskGate = (environment: PlannedEnvironment) => Promise<GateView>;

/** Asks all gates in parallel, so that an unresponsive one does not delay the others. */
export interface GateWatch {
  /** @returns the verdicts that arrived in time; the others may arrive before the next check */
  look(environments: readonly PlannedEnvironment[], waitMs: number): Promise<GateViews>;
}

export function createGateWatch(ask: AskGate): GateWatch {
  const asked = new Map<string, Promise<void>>();
  const answers = new Map<string, GateView>();

  async function keepAnswer(environment: PlannedEnvironment): Promise<void> {
    answers.set(environment.name, await ask(environment));
    asked.delete(environment.name);
  }

  return {
    async look(environments, waitMs) {
      for (const environment of environments) {
        const { name } = environment;
        if (asked.has(name)) continue;
        asked.set(name, keepAnswer(environment));
      }
      const over = new AbortController();
      const timeout = pause(waitMs, undefined, { signal: over.signal }).catch(() => {});
      await Promise.race([Promise.all(asked.values()), timeout]);
      over.abort();
      const views = new Map(answers);
      // A verdict is used once: the next decision needs a new one.
      answers.clear();
      return views;
    },
  };
}
