import { stringify } from 'yaml';
import { routeTemplateFault } from '../../../../config/route-template.ts';
import type { NamedField } from '../../../../vocabulary/difference.ts';
import { fieldKey } from '../../../../vocabulary/evidence.ts';
import type { ValuePair } from '../../../archive/archive-reader.ts';
import type { OtherName } from '../../../archive/other-names.ts';

/** A field for whose difference rules are drafted. */
export interface DraftedField extends NamedField {
  /** The found values, as comparisons show them. */
  readonly pairs: readonly ValuePair[];
  /** Members that stand where this one is missing, in the same object; the likeliest first. */
  readonly otherNames?: readonly OtherName[];
}

/** Lists of rules, as under `compare` in the config. */
type DraftedRules = Readonly<Record<string, readonly unknown[] | { readonly ignore: string[] }>>;

export interface RuleDraft {
  /** What the rule does, in words. */
  readonly effect: string;
  readonly rules: DraftedRules;
  /** The fields whose differences it explains. */
  readonly fields: readonly string[];
}

/** A draft for a field, and for others that the same rules explain. */
export function draft(
  field: DraftedField,
  effect: string,
  rules: DraftedRules,
  others: readonly string[] = [],
): RuleDraft {
  return { effect, rules, fields: [fieldKey(field), ...others] };
}

/** The rules of several drafts together, each once. */
export function combineDrafts(drafts: readonly RuleDraft[]): Omit<RuleDraft, 'effect'> {
  const rules: Record<string, readonly unknown[] | { ignore: string[] }> = {};
  for (const [kind, list] of drafts.flatMap((one) => Object.entries(one.rules))) {
    const before = rules[kind] ?? [];
    rules[kind] =
      'ignore' in list
        ? { ignore: [...('ignore' in before ? before.ignore : []), ...list.ignore] }
        : once([...('ignore' in before ? [] : before), ...list]);
  }
  return { rules, fields: [...new Set(drafts.flatMap(({ fields }) => fields))] };
}

function once(rules: readonly unknown[]): readonly unknown[] {
  const byText = new Map(rules.map((rule) => [JSON.stringify(rule), rule]));
  return [...byText.values()];
}

/**
 * YAML to paste into the config file: rules for these routes, or for all routes if the config cannot name
 * one of them.
 */
export function draftYaml(rules: DraftedRules, routes: readonly string[]): string {
  if (!routes.every(canBeNamed)) return yamlOf({ compare: rules });
  return draftYamlByRoute(routes.map((route) => ({ route, rules })));
}

/** The same with rules of its own for each route. Routes that the config cannot name are left out. */
export function draftYamlByRoute(
  entries: readonly { readonly route: string; readonly rules: DraftedRules }[],
): string {
  const named = entries.filter(({ route }) => canBeNamed(route));
  return yamlOf({ routes: named.map(({ route, rules }) => ({ match: route, compare: rules })) });
}

function yamlOf(content: unknown): string {
  return stringify(content, { aliasDuplicateObjects: false });
}

/** Whether a route can be named in the config; `(other)` cannot. */
function canBeNamed(route: string): boolean {
  return /^([A-Z]+|\*) \/\S*$/.test(route) && routeTemplateFault(route) === null;
}
