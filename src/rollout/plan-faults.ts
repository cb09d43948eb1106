import { z } from 'zod';

export interface PlanFault {
  readonly path: (string | number)[];
  readonly message: string;
}

/** Checks values that other rules may have refused. */
const loosePlan = z.object({
  tiers: z.array(z.unknown()).catch([]),
  environments: z
    .array(
      z
        .object({
          name: z.unknown(),
          tier: z.unknown(),
          after: z.array(z.unknown()).catch([]),
        })
        .partial()
        .catch({}),
    )
    .catch([]),
});

type Loose = z.output<typeof loosePlan>;

/** Faults of names in a plan: duplicates, unknown names, cycles, and tiers without environments. */
export function planFaults(input: unknown): readonly PlanFault[] {
  const { data } = loosePlan.safeParse(input);
  if (data === undefined) return [];
  return [...repeatedNames(data), ...tierFaults(data), ...afterFaults(data), ...cycles(data)];
}

function repeatedNames({ tiers, environments }: Loose): PlanFault[] {
  const names = environments.map(({ name }) => name);
  return [
    ...repeats(tiers).map((at) => ({
      path: ['tiers', at],
      message: `the tier ${String(tiers[at])} is here twice: keep one of the two`,
    })),
    ...repeats(names).map((at) => ({
      path: ['environments', at, 'name'],
      message: `another environment has the name ${String(names[at])}, too: each needs its own`,
    })),
  ];
}

function repeats(values: readonly unknown[]): number[] {
  return values.flatMap((value, index) =>
    typeof value === 'string' && values.indexOf(value) < index ? [index] : [],
  );
}

function tierFaults({ tiers, environments }: Loose): PlanFault[] {
  const used = environments.map(({ tier }) => tier);
  return [
    ...tiers.flatMap((tier, at) =>
      typeof tier !== 'string' || used.includes(tier)
        ? []
        : [
            {
              path: ['tiers', at],
              message: `no environment is in the tier ${tier}: add one, or remove the tier`,
            },
          ],
    ),
    ...used.flatMap((tier, at) =>
      typeof tier !== 'string' || tiers.length === 0 || tiers.includes(tier)
        ? []
        : [
            {
              path: ['environments', at, 'tier'],
              message: `there is no tier ${tier}: write one of ${tiers.join(', ')}`,
            },
          ],
    ),
  ];
}

function afterFaults({ tiers, environments }: Loose): PlanFault[] {
  return environments.flatMap(({ after = [], tier }, at) =>
    after.flatMap((name, index) => {
      const path = ['environments', at, 'after', index];
      const other = environments.find((one) => one.name === name);
      if (other === undefined) {
        const message = `there is no environment ${String(name)}: write one of ${namesOf(environments)}`;
        return [{ path, message }];
      }
      if (tiers.indexOf(other.tier) > tiers.indexOf(tier)) {
        const message = `${String(name)} is in the later tier ${String(other.tier)}: neither can start`;
        return [{ path, message }];
      }
      return [];
    }),
  );
}

function namesOf(environments: Loose['environments']): string {
  return environments.map(({ name }) => String(name)).join(', ');
}

/** A fault for each environment whose `after` leads back to itself. */
function cycles({ environments }: Loose): PlanFault[] {
  const afterOf = new Map(environments.map(({ name, after = [] }) => [name, after]));
  return environments.flatMap(({ name }, at) => {
    const circle = wayBack(name, name, afterOf, new Set());
    if (circle === null) return [];
    const message = `${circle.join(' is after ')}: none of them can start`;
    return [{ path: ['environments', at, 'after'], message }];
  });
}

function wayBack(
  start: unknown,
  at: unknown,
  afterOf: ReadonlyMap<unknown, readonly unknown[]>,
  seen: Set<unknown>,
): readonly unknown[] | null {
  for (const next of afterOf.get(at) ?? []) {
    if (next === start) return [at, next];
    if (seen.has(next)) continue;
    seen.add(next);
    const rest = wayBack(start, next, afterOf, seen);
    if (rest !== null) return [at, ...rest];
  }
  return null;
}
