import { draftRename } from './draft-rename.ts';
import { draftTransform } from './draft-transforms.ts';
import { draftEquate, draftTolerance } from './draft-values.ts';
import { draft, type DraftedField, type RuleDraft } from './drafted-field.ts';

/** Rules that would explain a difference, the strictest first. None for truncated paths. */
export function draftRules(field: DraftedField): readonly RuleDraft[] {
  const { aspect, kind, template } = field;
  if (aspect === 'status') return draftStatus(field);
  if (/[…‹]/.test(template)) return [];
  if (aspect === 'header') {
    const name = template.replace(/\[.*$/, '');
    return [draft(field, `Does not compare the header ${name}.`, { headers: { ignore: [name] } })];
  }
  const path =
    kind === 'reordered' || kind === 'moved' ? template.replace(/\[\*\]$/, '') : template;
  // A rule that compares values is stricter than one that equates some of them.
  const comparing = draftTransform(field) ?? draftRename(field);
  const drafts = [
    draftUnordered(field),
    comparing ?? draftEquate(field),
    draftTolerance(field),
    draft(field, `Does not compare ${path} at all.`, { ignore: [path] }),
  ];
  return drafts.filter((one) => one !== null);
}

/** Only for statuses of the same class: a 404 does not mean a 200. */
function draftStatus(field: DraftedField): readonly RuleDraft[] {
  const statuses = field.pairs.map(({ primary, candidate }) => ({
    primary: Number(primary),
    candidate: Number(candidate),
  }));
  const areKin = statuses.every(
    ({ primary, candidate }) =>
      primary >= 200 && primary < 500 && Math.floor(primary / 100) === Math.floor(candidate / 100),
  );
  if (!areKin || statuses.length === 0) return [];
  const words = statuses.map(({ primary, candidate }) => `${candidate} for ${primary}`).join(', ');
  return [draft(field, `Lets the candidate answer ${words}.`, { status: statuses })];
}

function draftUnordered(field: DraftedField): RuleDraft | null {
  if (field.kind !== 'reordered' && field.kind !== 'moved') return null;
  const path = field.template.replace(/\[\*\]$/, '');
  return draft(field, `Compares ${path} as a set: the order does not matter.`, {
    unordered: [path],
  });
}
