import { stringify } from 'yaml';
import type { Aspect, DifferenceKind } from '../../../../vocabulary/difference.ts';
import type { ValuePair } from '../../../archive/archive-reader.ts';

/** A field whose difference someone may want to rule out. */
export interface DraftedField {
  readonly route: string;
  readonly aspect: Aspect;
  readonly kind: DifferenceKind;
  readonly template: string;
  /** Values that were found there, as a comparison shows them. */
  readonly pairs: readonly ValuePair[];
}

export interface RuleDraft {
  /** What it would do, in words. */
  readonly effect: string;
  /** To be pasted into the config file. */
  readonly yaml: string;
}

/**
 * Rules that would explain a difference, the narrowest first. None for a status, which no rule
 * takes away, and for paths that were cut where they are shown.
 */
export function draftRules(field: DraftedField): readonly RuleDraft[] {
  const { aspect, kind, template } = field;
  if (aspect === 'status' || /[…‹]/.test(template)) return [];
  if (aspect === 'header') {
    const name = template.replace(/\[.*$/, '');
    return [
      draft(field, `Does not compare the header ${name} on this route.`, {
        headers: { ignore: [name] },
      }),
    ];
  }
  const narrow = [
    unordered(field),
    missing(field),
    durationTolerance(field),
    numberTolerance(field),
  ];
  const path =
    kind === 'reordered' || kind === 'moved' ? template.replace(/\[\*\]$/, '') : template;
  return [
    ...narrow.filter((one) => one !== null),
    draft(field, `Does not compare ${path} on this route at all.`, { ignore: [path] }),
  ];
}

function draft({ route }: DraftedField, effect: string, compare: object): RuleDraft {
  return { effect, yaml: stringify({ routes: [{ match: route, compare }] }) };
}

function unordered(field: DraftedField): RuleDraft | null {
  if (field.kind !== 'reordered' && field.kind !== 'moved') return null;
  const path = field.template.replace(/\[\*\]$/, '');
  return draft(field, `Takes ${path} as a set: its order means nothing.`, { unordered: [path] });
}

/** Where one side leaves out what the other writes as null or as an empty text. */
function missing(field: DraftedField): RuleDraft | null {
  const { kind, template, pairs } = field;
  if (kind !== 'added' && kind !== 'removed') return null;
  const values = pairs.map(({ primary, candidate }) => primary ?? candidate ?? '');
  const isEmpty = values.length > 0 && values.every((value) => value === 'null' || value === '""');
  if (!isEmpty) return null;
  const equate = [{ path: template, values: [null, ''], missing: true }];
  return draft(field, 'Takes null, an empty text and no member at all for the same.', { equate });
}

function numberTolerance(field: DraftedField): RuleDraft | null {
  const gaps = gapsOf(field, (text) =>
    /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? Number(text) : null,
  );
  if (gaps === null) return null;
  const absolute = roundedUp(Math.max(...gaps));
  const tolerance = [{ path: field.template, absolute }];
  return draft(field, `Takes numbers that are at most ${absolute} apart for the same.`, {
    tolerance,
  });
}

function durationTolerance(field: DraftedField): RuleDraft | null {
  const gaps = gapsOf(field, (text) => {
    const quoted = /^"(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d))"$/.exec(text)?.[1];
    return quoted === undefined ? null : Date.parse(quoted);
  });
  if (gaps === null) return null;
  const durationMs = Math.ceil(roundedUp(Math.max(...gaps)));
  const tolerance = [{ path: field.template, durationMs }];
  return draft(field, `Takes timestamps that are at most ${durationMs} ms apart for the same.`, {
    tolerance,
  });
}

/** How far apart the values of each pair are; null unless all of them can be told. */
function gapsOf(
  { kind, pairs }: DraftedField,
  read: (text: string) => number | null,
): number[] | null {
  if (kind !== 'changed' || pairs.length === 0) return null;
  const gaps = pairs.map(({ primary, candidate }) => {
    const [left, right] = [read(primary ?? ''), read(candidate ?? '')];
    return left === null || right === null ? Number.NaN : Math.abs(left - right);
  });
  return gaps.every((gap) => Number.isFinite(gap)) ? gaps : null;
}

/** To one digit, so that what is a hair's breadth further apart is still explained. */
function roundedUp(gap: number): number {
  if (gap === 0) return 0;
  const unit = 10 ** Math.floor(Math.log10(gap));
  return Number((Math.ceil((gap / unit) * (1 - 1e-9)) * unit).toPrecision(2));
}
