import { comparedUnder } from '../../../src/config/compared-under.ts';
import { type Config, configSchema } from '../../../src/config/schema.ts';
import { KeptEvidence } from '../../../src/control/evidence/kept-evidence.ts';
import { routeNames } from '../../../src/control/evidence/route-names.ts';
import type { EvidenceRules } from '../../../src/control/evidence/rules-in-force.ts';
import { createSteadyClock } from '../../../src/control/steady-clock.ts';
import { createMemoryStore } from '../../../src/control/store/memory-store.ts';
import type { Store } from '../../../src/control/store/store.ts';
import { createLogger } from '../../../src/log.ts';
import { margins } from '../gate/observed-exchange.ts';

const candidate = 'http://candidate.test:5001';

function configOf(settings: Record<string, unknown> = {}): Config {
  return configSchema.parse({ primary: 'http://legacy.test:5000', candidate, ...settings });
}

/** The settings for counting. */
export function rulesOf(revision: number, settings: Record<string, unknown> = {}): EvidenceRules {
  const config = configOf(settings);
  return {
    revision,
    under: comparedUnder(config),
    marginsOf: () => margins,
    namesOf: routeNames(config),
  };
}

interface UnderTest {
  readonly rules?: EvidenceRules;
  readonly candidate?: string;
  readonly store?: Store;
  readonly instance?: string;
  readonly now?: () => number;
}

export function keptEvidence(options: UnderTest = {}): KeptEvidence {
  const now = options.now ?? Date.now;
  return new KeptEvidence({
    rules: options.rules ?? rulesOf(1),
    candidate: options.candidate ?? candidate,
    store: options.store ?? createMemoryStore(),
    instance: options.instance ?? 'k3x9',
    returnAfter: { seen: 2, silentMs: 0 },
    log: createLogger('control', 'silent'),
    clock: createSteadyClock({ wall: now, monotonic: now }),
  });
}
