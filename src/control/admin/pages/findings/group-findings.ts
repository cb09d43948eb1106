import type { NamedField } from '../../../../vocabulary/difference.ts';
import { fieldNamed } from '../../../../vocabulary/evidence.ts';
import type { Finding } from '../../../../vocabulary/verdict.ts';

/** Findings that are most likely one change of the candidate: the same member differs in the same way. */
export interface FindingGroup extends Pick<NamedField, 'aspect' | 'kind'> {
  /** The template if all findings have the same one, else `$..costUsd`. */
  readonly name: string;
  readonly shape: string | null;
  /** A lower bound: for each route the field that differs most often, because fields may differ together. */
  readonly exchanges: number;
  /** Each once, the one with most exchanges first. */
  readonly routes: readonly string[];
  /** The field keys, each once, in the same order. */
  readonly fields: readonly string[];
  readonly findings: readonly Finding[];
}

/** Groups findings across routes; the most frequent group comes first. */
export function groupFindings(findings: readonly Finding[]): readonly FindingGroup[] {
  const groups = Map.groupBy(findings, groupKey);
  return [...groups.values()].map(groupOf).toSorted((a, b) => b.exchanges - a.exchanges);
}

function groupKey({ field }: Finding): string {
  const named = fieldNamed(field);
  if (named === null) return field;
  const { aspect, kind, shape, template } = named;
  return JSON.stringify([aspect, kind, shape, lastMember(template)]);
}

function groupOf(unordered: readonly Finding[]): FindingGroup {
  const findings = unordered.toSorted((a, b) => b.exchanges - a.exchanges);
  const [first] = findings;
  const fields = [...new Set(findings.map(({ field }) => field))];
  const { aspect, kind, shape, template } = namedAs(first?.field ?? '');
  const isOneField = fields.length === 1;
  return {
    aspect,
    kind,
    shape,
    name: isOneField ? template : `$..${lastMember(template).replace(/^\./, '')}`,
    exchanges: exchangesOf(findings),
    routes: [...new Set(findings.map(({ route }) => route))],
    fields,
    findings,
  };
}

/** At least how many exchanges differ in any of these. */
export function exchangesOf(
  places: readonly { readonly route: string; readonly exchanges: number }[],
): number {
  const byRoute = new Map<string, number>();
  for (const { route, exchanges } of places) {
    byRoute.set(route, Math.max(exchanges, byRoute.get(route) ?? 0));
  }
  return [...byRoute.values()].reduce((sum, one) => sum + one, 0);
}

/** A key that `fieldKey` did not write, such as `(other)`, is its own name. */
function namedAs(field: string): NamedField & { readonly shape: string | null } {
  return fieldNamed(field) ?? { aspect: 'body', kind: 'changed', template: field, shape: null };
}

/** `.costUsd` of `$.items[*].costUsd`, `.items[*]` of `$.items[*]`; a name without a path stays whole. */
export function lastMember(template: string): string {
  const member = /(?:\.[^.[\]]+|\['(?:[^'\\]|\\.)*'\])(?:\[\*\])*$/.exec(template);
  return member?.[0] ?? template;
}
