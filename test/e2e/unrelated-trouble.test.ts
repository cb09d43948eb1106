import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { outcomesByStep } from './random/claims.ts';
import { chanceAt, leadSteps, type Run, run, type RunOptions } from './random/random-run.ts';
import type { Send } from './random/thing-clients.ts';
import type { Leaving } from './random/thing-service.ts';
import { type Trouble, troubles } from './random/troubles.ts';

/** A client of its own team, which uses its own things alone, before the traffic begins. */
interface Lead {
  /** The trouble of the candidate in the lead's steps. */
  readonly trouble?: Trouble;
  readonly leaving?: Leaving;
  readonly isUnsampled?: boolean;
  /** The length of the names of the lead's things. */
  readonly nameChars?: number;
}

const leads: Readonly<Record<string, Lead>> = {
  'fails every write': { trouble: 'fails' },
  'refuses every write': { trouble: 'refuses' },
  'destroys every connection': { trouble: 'resets' },
  'falsifies every answer': { trouble: 'falsifies' },
  'is left before every answer': { leaving: 'before' },
  'is left amid every answer': { leaving: 'amid' },
  'is not sampled': { isUnsampled: true },
  'has too large requests': { nameChars: 40_000 },
};

/** The number by which Parallax decides whether a cohort is in the sample. */
function numberOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}

/** A cohort with the given share of the sample; see `mirror.sampleBy`. */
function cohort(isSampled: boolean): string {
  for (let number = 0; ; number += 1) {
    if (numberOf(`cohort-${number}`) < 2 ** 31 === isSampled) return `cohort-${number}`;
  }
}

function traffic(seed: number): RunOptions {
  return {
    seed,
    clients: 3,
    steps: 40,
    cohort: cohort(true),
    settings: {
      mirror: { methods: 'all', sample: 0.5, sampleBy: 'x-cohort' },
      capture: { bodyBytesMax: 20_000 },
    },
    troubleAt: (step) =>
      chanceAt(seed, step, 'trouble') < 0.06
        ? (troubles[Math.floor(chanceAt(seed, step, 'kind') * troubles.length)] ?? null)
        : null,
  };
}

/** A lead has fewer steps. */
const stepsOfLead = 1_000;

function firstStepOf(at: number): number {
  return leadSteps + at * stepsOfLead;
}

/** Logs in, without trouble, and then makes, changes, lists and removes things. */
function leadFrom(
  firstStep: number,
  { isUnsampled = false, nameChars = 10 }: Lead,
): (send: Send) => Promise<void> {
  return async (send) => {
    let step = firstStep;
    let secret = '';
    const ask = async (method: string, path: string, body?: object) =>
      send({
        step: (step += 1),
        method,
        path,
        secret,
        cohort: cohort(!isUnsampled),
        ...(body === undefined ? {} : { body }),
      });
    const session = await ask('POST', '/login', {
      user: `lead ${firstStep}`,
      team: `of its own ${firstStep}`,
    });
    secret = String(session?.token);
    const name = 'x'.repeat(nameChars);
    for (let at = 0; at < 3; at += 1) {
      const made = await ask('POST', '/things', { name: `${name} ${at}`, color: 'red' });
      // Whoever left before the answer guesses well: see the ids of primary.
      const path = `/things/${Number(made?.id ?? step)}`;
      await ask('PUT', path, { name: `${name} of ${at}`, color: 'blue' });
      await ask('GET', path);
      await ask('POST', `${path}/notes`, { text: name });
      if (at === 1) await ask('DELETE', path);
    }
    await ask('GET', '/things');
    await ask('POST', '/articles', { title: 'The red one', text: name });
  };
}

/** The lead of a step; the first step of each is its login, which has no trouble. */
function leadIn(step: number, ofRun: readonly Lead[]): Lead | undefined {
  if (step < leadSteps || (step - leadSteps) % stepsOfLead === 1) return undefined;
  return ofRun[Math.floor((step - leadSteps) / stepsOfLead)];
}

async function runBehind(seed: number, ofRun: readonly Lead[]): Promise<Run> {
  const { troubleAt = () => null, ...others } = traffic(seed);
  return run({
    ...others,
    troubleAt: (step) =>
      step < leadSteps ? troubleAt(step) : (leadIn(step, ofRun)?.trouble ?? null),
    leavingAt: (step) => leadIn(step, ofRun)?.leaving ?? null,
    async lead(send) {
      for (const [at, lead] of ofRun.entries()) await leadFrom(firstStepOf(at), lead)(send);
    },
  });
}

/** `SEEDS=2` for the long run. */
const seeds = Array.from({ length: Number(process.env.SEEDS ?? '1') }, (_, at) => at + 1);
/** All at once show as much; `LONG=1` shows which of them is not as it should be. */
const eachAlone = process.env['LONG'] === '1' ? Object.entries(leads) : [];

describe.each(seeds)('traffic on a random stateful API (seed %i)', (seed) => {
  const alone = run(traffic(seed)).then((one) => outcomesByStep(one, leadSteps));

  it(`has the same comparisons beside unrelated clients: one that ${Object.keys(leads).join(', one that ')}`, async () => {
    const led = await runBehind(seed, Object.values(leads));
    const inTrouble = led.steps.filter(
      ({ step, outcome }) => step >= leadSteps && outcome !== 'match',
    );
    const leadsInTrouble = inTrouble.map(({ step }) =>
      Math.floor((step - leadSteps) / stepsOfLead),
    );
    expect(new Set(leadsInTrouble)).toEqual(new Set(Object.keys(leads).keys()));
    expect(outcomesByStep(led, leadSteps)).toEqual(await alone);
  });

  it.each(eachAlone)(
    'has the same comparisons beside an unrelated client that %s',
    async (_, lead) => {
      const led = await runBehind(seed, [lead]);
      const ofLead = led.steps.filter(({ step }) => step > leadSteps);
      expect(ofLead.filter(({ outcome }) => outcome !== 'match')).not.toEqual([]);
      expect(outcomesByStep(led, leadSteps)).toEqual(await alone);
    },
  );
});
