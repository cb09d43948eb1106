import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { readTokenFile } from '../config/admin-token.ts';
import { type ConfigFile, openConfigFile } from '../config/config-file.ts';
import { type ConfigFault, inReadingOrder } from '../config/fault.ts';
import { issueFaults, type Sources } from '../config/issue-faults.ts';
import { wordsFor } from '../config/issue-words.ts';
import type { SchemaNode } from '../config/schema-tree.ts';
import type { Environment } from '../config/substitute.ts';
import { tlsFaults } from '../config/tls-files.ts';
import { type Plan, planSchema } from './plan-schema.ts';
import { planFaults, type PlanFault } from './plan-faults.ts';

/** A plan, or its faults: at least one, in the order of the file. */
export type LoadedPlan =
  | {
      readonly plan: Plan;
      /** The folder of the plan, in which its commands run. */
      readonly folder: string;
      /** Arguments with variables of the environment, and the values of these: they may be secrets. */
      readonly secrets: readonly string[];
      readonly faults: null;
    }
  | { readonly plan: null; readonly faults: readonly ConfigFault[] };

const tree = z.toJSONSchema(planSchema, { io: 'input' }) as SchemaNode;
const expected = { name: 'a plan', beginning: 'rollout: NAME' };

/**
 * Reads a plan. Finds all faults at once, including those of the files that it names, whose paths become
 * absolute.
 *
 * @param environment the values of `${VAR}` in the file
 */
export function loadPlan(file: string, environment: Environment = process.env): LoadedPlan {
  const opened = openConfigFile(file, environment, { tree, expected });
  if (opened.file === null) return { plan: null, faults: inReadingOrder(opened.faults) };
  const sources: Sources = { file: opened.file, flags: {}, tree };
  const { input } = opened.file;
  const parsed = planSchema.safeParse(input, { error: wordsFor(tree), reportInput: true });
  const folder = dirname(resolve(file));
  const plan = parsed.success ? withAbsolutePaths(parsed.data, folder) : null;
  const later = [...planFaults(input), ...(plan === null ? [] : fileFaults(plan))];
  const faults = [
    ...opened.faults,
    ...(parsed.error?.issues ?? []).flatMap((issue) => issueFaults(issue, sources)),
    ...later.flatMap((fault) => issueFaults({ code: 'custom', ...fault }, sources)),
  ];
  if (plan === null || faults.length > 0) return { plan: null, faults: inReadingOrder(faults) };
  const secrets = secretsIn(opened.file, environment).filter((text) => text !== plan.version);
  return { plan, folder, secrets, faults: null };
}

function withAbsolutePaths(plan: Plan, folder: string): Plan {
  return {
    ...plan,
    journal: resolve(folder, plan.journal),
    environments: plan.environments.map((environment) => {
      const { tokenFile, ca, ...gate } = environment.gate;
      return {
        ...environment,
        gate: {
          ...gate,
          ...(tokenFile !== undefined && { tokenFile: resolve(folder, tokenFile) }),
          ...(ca !== undefined && { ca: resolve(folder, ca) }),
        },
      };
    }),
  };
}

function fileFaults({ environments }: Plan): readonly PlanFault[] {
  return environments.flatMap(({ gate: { tokenFile, ca } }, at) => {
    const inToken = tokenFile === undefined ? null : readTokenFile(tokenFile).fault;
    const [inCa] = ca === undefined ? [] : tlsFaults({ ca });
    const gate = ['environments', at, 'gate'];
    return [
      ...(inToken === null ? [] : [{ path: [...gate, 'tokenFile'], message: inToken }]),
      ...(inCa === undefined ? [] : [{ path: [...gate, 'ca'], message: inCa.message }]),
    ];
  });
}

/** A command may print the value of a variable without the rest of the argument, so both count. */
function secretsIn(file: ConfigFile, environment: Environment): readonly string[] {
  const filled = textsIn(file.input, []).filter(
    ({ path }) => path.includes('command') && file.variablesAt(path).length > 0,
  );
  const names = filled.flatMap(({ path }) => file.variablesAt(path));
  const values = names.map((name) => environment[name] ?? '');
  return [...new Set([...filled.map(({ text }) => text), ...values])];
}

interface TextAt {
  readonly path: readonly (string | number)[];
  readonly text: string;
}

function textsIn(value: unknown, path: readonly (string | number)[]): readonly TextAt[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, at) => textsIn(item, [...path, at]));
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => textsIn(item, [...path, key]));
}
