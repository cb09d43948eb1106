import { draft, type DraftedField, type RuleDraft } from './drafted-field.ts';

/** The most values in a drafted rule. */
const equatedPairsMax = 3;
const equatedCharsMax = 60;

/** Drafts a rule that equates exactly the found values. */
export function draftEquate(field: DraftedField): RuleDraft | null {
  return missingDefault(field) ?? samePairs(field);
}

/** If one side omits a member that the other always writes as one value, or as null or an empty text. */
function missingDefault(field: DraftedField): RuleDraft | null {
  const { kind, template, pairs } = field;
  if ((kind !== 'added' && kind !== 'removed') || pairs.length === 0) return null;
  const shown = new Set(pairs.map(({ primary, candidate }) => primary ?? candidate ?? ''));
  if ([...shown].every((value) => value === 'null' || value === '""')) {
    const equate = [{ path: template, values: [null, ''], missing: true }];
    return draft(field, 'Treats null, an empty text and an absent member as equal.', { equate });
  }
  const [only = ''] = shown;
  if (shown.size > 1 || !isShortScalar(only)) return null;
  const equate = [{ path: template, values: [JSON.parse(only) as unknown], missing: true }];
  return draft(field, `Treats ${only} and an absent member as equal.`, { equate });
}

function samePairs(field: DraftedField): RuleDraft | null {
  const { kind, template, pairs } = field;
  if (kind !== 'changed' && kind !== 'type') return null;
  if (pairs.length === 0 || pairs.length > equatedPairsMax) return null;
  const shown = pairs.map(({ primary, candidate }) => [primary ?? '', candidate ?? ''] as const);
  const isMeant = shown.every(
    ([left, right]) =>
      isShortScalar(left) && isShortScalar(right) && !(isQuantity(left) && isQuantity(right)),
  );
  if (!isMeant) return null;
  const equate = shown.map((both) => ({
    path: template,
    values: both.map((value) => JSON.parse(value) as unknown),
  }));
  const words = shown.map((both) => both.join(' and ')).join('; ');
  return draft(field, `Treats these as equal: ${words}.`, { equate });
}

function isShortScalar(shown: string): boolean {
  return (
    shown.length <= equatedCharsMax &&
    !/[…‹]/.test(shown) &&
    /^(?:"|-?\d|true$|false$|null$)/.test(shown) &&
    isJson(shown)
  );
}

function isJson(shown: string): boolean {
  try {
    JSON.parse(shown);
    return true;
  } catch {
    return false;
  }
}

/** Amounts and times get a tolerance instead. */
function isQuantity(shown: string): boolean {
  return /^-?\d/.test(shown) || timestamp.test(shown);
}

const timestamp = /^"(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d))"$/;

/** Drafts a tolerance that covers the numbers or times that were found. */
export function draftTolerance(field: DraftedField): RuleDraft | null {
  return durationTolerance(field) ?? numberTolerance(field);
}

function numberTolerance(field: DraftedField): RuleDraft | null {
  const gaps = gapsOf(field, (text) =>
    /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? Number(text) : null,
  );
  if (gaps === null) return null;
  const absolute = roundedUp(Math.max(...gaps));
  const tolerance = [{ path: field.template, absolute }];
  return draft(field, `Treats numbers that are at most ${absolute} apart as equal.`, {
    tolerance,
  });
}

function durationTolerance(field: DraftedField): RuleDraft | null {
  const gaps = gapsOf(field, (text) => {
    const quoted = timestamp.exec(text)?.[1];
    return quoted === undefined ? null : Date.parse(quoted);
  });
  if (gaps === null) return null;
  const durationMs = Math.ceil(roundedUp(Math.max(...gaps)));
  const tolerance = [{ path: field.template, durationMs }];
  return draft(field, `Treats timestamps that are at most ${durationMs} ms apart as equal.`, {
    tolerance,
  });
}

/** How far apart the values of each pair are; null unless all of them can be read. */
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

/** Rounded up to one digit, so that slightly larger distances are explained, too. */
function roundedUp(gap: number): number {
  if (gap === 0) return 0;
  const unit = 10 ** Math.floor(Math.log10(gap));
  return Number((Math.ceil((gap / unit) * (1 - 1e-9)) * unit).toPrecision(2));
}
