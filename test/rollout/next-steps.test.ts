import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GateView } from '../../src/rollout/gate-view.ts';
import type { JournalEntry } from '../../src/rollout/journal-entry.ts';
import { nextSteps, type Step } from '../../src/rollout/next-steps.ts';
import { planSchema } from '../../src/rollout/plan-schema.ts';
import { isQuiet } from '../../src/rollout/quiet-hours.ts';
import { isInFlight, tracksOf } from '../../src/rollout/tracks.ts';
import { common, soaking } from './journal-entries.ts';

const command = { command: ['true'] };
const gate = { url: 'http://127.0.0.1:1' };
const one = { gate, promote: command, rollback: command, verify: command, soakHours: 4 };
const plan = planSchema.parse({
  rollout: 'test',
  limits: { atOnce: 2, quietHours: [{ from: '22:00', to: '06:00' }] },
  tiers: ['canary', 'tier2', 'tier1'],
  environments: [
    { name: 'canary', tier: 'canary', ...one },
    { name: 'a', tier: 'tier2', ...one },
    { name: 'b', tier: 'tier2', ...one, after: ['a'] },
    { name: 'c', tier: 'tier2', ...one },
    { name: 'd', tier: 'tier2', ...one },
    { name: 'shop', tier: 'tier1', ...one },
  ],
});

/** The point at which a step is interrupted: before its effect, after it, or never. */
type Cut = 'before' | 'after' | 'never';

/** A world of environments, in which each step of the rollout has its effect, as far as it is not cut off. */
function createWorld() {
  const entries: JournalEntry[] = [];
  const answering = new Map<string, string>();
  const gates = new Map<string, GateView>();
  let now = Date.parse('2026-03-02T10:00:00Z');
  let runs = 0;
  /** Violations of the invariants. */
  const broken: string[] = [];

  const tracks = () => tracksOf(plan, entries, new Set());
  const kindOf = (name: string) => tracks().get(name)?.kind;
  const steps = (): readonly Step[] => {
    const at = new Date(now);
    return nextSteps({ plan, tracks: tracks(), gates, now: at, backoffMs: 1000 }).steps;
  };

  function run(step: Step, kind: 'promote' | 'rollback' | 'verify', cut: Cut): void {
    const expect =
      step.do === 'verify' ? step.expect : kind === 'promote' ? 'candidate' : 'primary';
    const { name, tier } = step.environment;
    const common = {
      at: new Date(now).toISOString(),
      rollout: 'test',
      version: null,
      environment: name,
      tier,
      who: 'ada',
    };
    runs += 1;
    const about = { ...common, id: String(runs), step: kind, expect, isRehearsal: false } as const;
    entries.push({ event: 'begin', ...about, why: step.why, gate: step.gate });
    if (cut === 'before') return;
    const ok = kind !== 'verify' || (answering.get(name) ?? 'primary') === expect;
    if (kind === 'promote' && answering.get(name) === 'candidate') broken.push(`${name} twice`);
    if (kind !== 'verify') answering.set(name, expect);
    if (cut === 'after') return;
    const outcome = ok ? 'ok' : 'failed';
    const ended = {
      outcome,
      exitCode: ok ? 0 : 1,
      signal: null,
      durationMs: 5,
      output: '',
    } as const;
    entries.push({ event: 'end', ...about, ...ended });
  }

  function checkPromotion(name: string, tier: string): void {
    const index = plan.tiers.indexOf(tier);
    const earlier = plan.environments.filter((other) => plan.tiers.indexOf(other.tier) < index);
    const kinds = earlier.map((other) => kindOf(other.name));
    if (kinds.some((kind) => kind !== 'passed')) broken.push(`${name} before ${earlier[0]?.tier}`);
    const isRehearsed = entries.some(({ event }) => event === 'rehearsed');
    if (index > 0 && !isRehearsed) broken.push(`${name} without a rehearsal`);
    if (name === 'b' && kindOf('a') !== 'passed') broken.push('b before a');
    if (isQuiet(plan.limits.quietHours, new Date(now))) broken.push(`${name} in quiet hours`);
  }

  return {
    broken,
    answering,
    kindOf,
    isComplete: () => plan.environments.every(({ name }) => kindOf(name) === 'passed'),
    setGate: (name: string, verdict: GateView['verdict']) =>
      gates.set(name, { verdict, epoch: verdict, version: 'v2', findings: [] }),
    wait: (hours: number) => void (now += hours * 3_600_000),
    decide(name: string, event: 'rehearsed' | 'resumed') {
      const { tier } = plan.environments.find((other) => other.name === name)!;
      const at = new Date(now).toISOString();
      const common = { at, rollout: 'test', version: null, environment: name, tier, who: 'ada' };
      const why = 'test';
      if (event === 'resumed') entries.push({ event, ...common, why });
      else entries.push({ event, ...common, why, rollbackMs: 1, promoteMs: 1 });
    },
    /** Takes the steps that are possible; a crash ends them all. */
    advance(cut: Cut) {
      for (const step of steps()) {
        const { name, tier } = step.environment;
        const at = new Date(now).toISOString();
        const common = { at, rollout: 'test', version: null, environment: name, tier, who: 'ada' };
        const { why } = step;
        if (step.do === 'promote') checkPromotion(name, tier);
        if (step.do === 'pass') entries.push({ event: 'passed', ...common, why, gate: step.gate });
        else if (step.do === 'hold')
          entries.push({ event: 'held', ...common, why, gate: step.gate });
        else if (step.do === 'clear')
          entries.push({ event: 'cleared', ...common, why, gate: step.gate });
        else run(step, step.do, cut);
        const inFlight = [...tracks().values()].filter(isInFlight).length;
        if (inFlight > plan.limits.atOnce) broken.push(`${inFlight} at once`);
        if (cut !== 'never') return;
      }
    },
  };
}

const names = plan.environments.map(({ name }) => name);
const event = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('advance' as const),
      cut: fc.constantFrom<Cut>('before', 'after', 'never', 'never'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      hours: fc.integer({ min: 0, max: 9 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('gate' as const),
      name: fc.constantFrom(...names),
      verdict: fc.constantFrom<GateView['verdict'][]>(
        'pass',
        'pass',
        'pass',
        'fail',
        'inconclusive',
        'unreachable',
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rehearse' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('resume' as const), name: fc.constantFrom(...names) }),
  },
);

type World = ReturnType<typeof createWorld>;

function happen(world: World, one: typeof event extends fc.Arbitrary<infer T> ? T : never): void {
  if (one.do === 'advance') world.advance(one.cut);
  else if (one.do === 'wait') world.wait(one.hours);
  else if (one.do === 'gate') world.setGate(one.name, one.verdict);
  else if (one.do === 'rehearse') rehearse(world);
  else if (['rolledBack', 'held', 'failed'].includes(world.kindOf(one.name) ?? '')) {
    world.decide(one.name, 'resumed');
  }
}

function rehearse(world: World): void {
  if (world.kindOf('canary') === 'soaking' || world.kindOf('canary') === 'passed') {
    world.decide('canary', 'rehearsed');
  }
}

/** Whatever happens: crashes, verdicts, hours that go by, people. */
const history = fc.array(event, { minLength: 20, maxLength: 120 });
const runs = { numRuns: 150, seed: 20 };

describe('a rollout with an environment that has passed', () => {
  const pass: GateView = { verdict: 'pass', epoch: 'v2', version: 'v2', findings: [] };
  const unreachable: GateView = { ...pass, verdict: 'unreachable', findings: ['ECONNREFUSED'] };
  const common = { at: '2026-03-02T10:00:00Z', rollout: 'test', version: null, who: 'ada' };
  const passedIn = (passed: readonly string[]) =>
    tracksOf(
      plan,
      passed.flatMap((name): JournalEntry[] => {
        const of = { ...common, environment: name, tier: 'any', why: 'test' };
        return [
          { event: 'rehearsed', ...of, rollbackMs: 1, promoteMs: 1 },
          { event: 'passed', ...of, gate: null },
        ];
      }),
      new Set(),
    );
  const now = new Date('2026-03-02T10:00:00Z');
  const asked = (passed: readonly string[], gates: Readonly<Record<string, GateView>>) =>
    nextSteps({
      plan,
      tracks: passedIn(passed),
      gates: new Map(Object.entries(gates)),
      now,
      backoffMs: 1000,
    });
  const passing = Object.fromEntries(names.map((name) => [name, pass]));

  it.each([
    ['was not read', {}, { by: 'gate', why: 'its gate was not read' }],
    [
      'is unreachable',
      { canary: unreachable },
      { by: 'unreachable', why: 'the gate is unreachable for v2: ECONNREFUSED' },
    ],
  ])('promotes nothing while the gate of that one %s', (_, gates, canary) => {
    const { steps, waits } = asked(['canary'], { a: pass, ...gates });
    expect(steps).toEqual([]);
    expect(waits).toContainEqual({ environment: 'canary', ...canary });
    expect(waits).toContainEqual({
      environment: 'a',
      by: 'gate',
      why: 'the gate of canary was not read',
    });
  });

  it('is not complete while its gate is unreachable', () => {
    expect(asked(names, { ...passing, canary: unreachable }).isComplete).toBe(false);
  });

  it('is not complete while its gate was not read', () => {
    const { canary: _, ...others } = passing;
    expect(asked(names, others).isComplete).toBe(false);
  });

  it('continues while its gate passes', () => {
    expect(asked(['canary'], { a: pass, canary: pass }).steps).toHaveLength(1);
    expect(asked(names, passing).isComplete).toBe(true);
  });
});

describe('an environment of a tier in which another one soaks', () => {
  const pass: GateView = { verdict: 'pass', epoch: 'v2', version: 'v2', findings: [] };
  const two = planSchema.parse({
    rollout: 'test',
    version: 'v1',
    limits: { atOnce: 2 },
    tiers: ['first'],
    environments: [
      { name: 'shop', tier: 'first', ...one },
      { name: 'billing', tier: 'first', ...one },
    ],
  });
  const promotedWith = (shop: GateView | null) =>
    nextSteps({
      plan: two,
      tracks: tracksOf(two, soaking, new Set()),
      gates: new Map([['billing', pass], ...(shop === null ? [] : [['shop', shop] as const])]),
      now: new Date(common.at),
      backoffMs: 1000,
    }).steps.map(({ environment }) => environment.name);

  it.each([
    ['was not read', null],
    ['is unreachable', { ...pass, verdict: 'unreachable' as const }],
  ])('is not promoted while the gate of that one %s', (_, shop) => {
    expect(promotedWith(shop)).toEqual([]);
  });

  it('is promoted if the gate of that one does not fail', () => {
    expect(promotedWith({ ...pass, verdict: 'inconclusive' })).toEqual(['billing']);
  });
});

describe('a rollout with random events, crashes included', () => {
  it('keeps the order of tiers, after a rehearsal, within the limits, and promotes nothing twice', () => {
    fc.assert(
      fc.property(history, (events) => {
        const world = createWorld();
        for (const name of names) world.setGate(name, 'pass');
        for (const one of events) happen(world, one);
        expect(world.broken).toEqual([]);
      }),
      runs,
    );
  });

  it('forgets no environment: it completes once gates pass and people help', () => {
    fc.assert(
      fc.property(history, (events) => {
        const world = createWorld();
        for (const one of events) happen(world, one);
        for (const name of names) world.setGate(name, 'pass');
        for (let round = 0; round < 60 && !world.isComplete(); round += 1) {
          for (const name of names) happen(world, { do: 'resume', name });
          rehearse(world);
          world.advance('never');
          world.wait(3);
        }
        expect(world.isComplete()).toBe(true);
        expect(names.map((name) => world.answering.get(name))).toEqual(
          names.map(() => 'candidate'),
        );
      }),
      runs,
    );
  });

  it('ends with primary in an environment whose gate fails during the soak', () => {
    fc.assert(
      fc.property(history, fc.constantFrom(...names), (events, name) => {
        const world = createWorld();
        for (const one of events) happen(world, one);
        fc.pre(world.kindOf(name) === 'soaking');
        world.setGate(name, 'inconclusive');
        world.setGate(name, 'fail');
        for (let round = 0; round < 3; round += 1) world.advance('never');
        expect([world.kindOf(name), world.answering.get(name)]).toEqual(['rolledBack', 'primary']);
      }),
      { numRuns: 20, seed: 20 },
    );
  });
});
