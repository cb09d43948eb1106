import type { OtherName } from '../../../archive/other-names.ts';
import { draft, type DraftedField, type RuleDraft } from './drafted-field.ts';

/** If the two members have the same value in this share of the objects, they are likely one member. */
const sameShareMin = 0.5;

/** Drafts a rename where a new member always stands beside a missing one. */
export function draftRename(field: DraftedField): RuleDraft | null {
  const { kind, template, otherNames = [] } = field;
  if (kind !== 'removed' && kind !== 'added') return null;
  const other = otherNames.find((one) => one.isAlways && one.sameShare >= sameShareMin);
  const [here, there] = [lastMember(template), other && lastMember(other.template)];
  if (other === undefined || here === null || !there || here.path !== there.path) return null;
  const [from, to] = kind === 'removed' ? [here.name, there.name] : [there.name, here.name];
  const effect = `Compares ${from} with what the candidate calls ${to}.${valueWords(other)}`;
  return draft(field, effect, { rename: [{ path: here.path, from, to }] }, other.fields);
}

function valueWords({ sameShare }: OtherName): string {
  return sameShare === 1 ? '' : ' Values that differ are then shown as differences of one field.';
}

/** The path of the object, and the member's name. */
function lastMember(template: string): { readonly path: string; readonly name: string } | null {
  const shorthand = /^(.*)\.([^.[\]]+)$/.exec(template);
  if (shorthand !== null) return { path: shorthand[1] ?? '', name: shorthand[2] ?? '' };
  const quoted = /^(.*)\[("(?:[^"\\]|\\.)*")\]$/.exec(template);
  if (quoted === null) return null;
  return { path: quoted[1] ?? '', name: JSON.parse(quoted[2] ?? '""') as string };
}
