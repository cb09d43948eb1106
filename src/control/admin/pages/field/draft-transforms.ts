import { isDeepStrictEqual } from 'node:util';
import { compareDecimals, parseDecimal } from '../../../../vocabulary/decimal.ts';
import {
  type EpochUnit,
  momentText,
  readEpochTime,
  readIsoTime,
  readMailTime,
} from '../../../../vocabulary/written-time.ts';
import { draft, type DraftedField, type RuleDraft } from './drafted-field.ts';

/** A form in which all values of the two sides are equal. */
interface Form {
  readonly terms: { readonly as: string; readonly zone?: string; readonly epoch?: EpochUnit };
  readonly effect: string;
  readonly isSame: (primary: unknown, candidate: unknown) => boolean;
}

/** The strictest first. */
const forms: readonly Form[] = [
  {
    terms: { as: 'number' },
    effect: 'Compares numbers as numbers, even if they are texts.',
    isSame: isSameNumber,
  },
  ...timeForms(),
  {
    terms: { as: 'json' },
    effect: 'Compares the JSON that a text holds.',
    isSame: isSameDocument,
  },
  {
    terms: { as: 'trim' },
    effect: 'Compares texts without the white space around them.',
    isSame: sameText((text) => text.trim()),
  },
  {
    terms: { as: 'lowercase' },
    effect: 'Compares texts in lower case.',
    isSame: sameText((text) => text.toLowerCase()),
  },
  {
    terms: { as: 'sort-csv' },
    effect: 'Compares the parts between commas in any order.',
    isSame: sameText((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .sort()
        .join(),
    ),
  },
];

/** The strictest transform that makes all values equal; null if there is none. */
export function draftTransform(field: DraftedField): RuleDraft | null {
  const { kind, template, pairs } = field;
  if ((kind !== 'changed' && kind !== 'type') || pairs.length === 0) return null;
  const values = pairs.map(({ primary, candidate }) => [valueOf(primary), valueOf(candidate)]);
  if (values.flat().includes(undefined)) return null;
  const form = forms.find(({ isSame }) => values.every(([left, right]) => isSame(left, right)));
  if (form === undefined || (form.terms.as === 'json' && !hasPlainPath(template))) return null;
  return draft(field, form.effect, { transform: [{ path: template, ...form.terms }] });
}

/** A shown value, parsed; undefined if it is truncated. */
function valueOf(shown: string | null): unknown {
  try {
    return shown === null ? undefined : (JSON.parse(shown) as unknown);
  } catch {
    return undefined;
  }
}

function timeForms(): Form[] {
  const zones = [undefined, 'UTC'] as const;
  const units = [undefined, 'seconds', 'milliseconds', 'either'] as const;
  const all = units.flatMap((epoch) => zones.map((zone) => ({ zone, epoch })));
  return all.map(({ zone, epoch }) => {
    const meant = [
      ...(zone === undefined ? [] : ['a time without a zone is in UTC']),
      ...(epoch === undefined
        ? []
        : [`a number is in ${epoch === 'either' ? 'seconds or milliseconds' : epoch}`]),
    ];
    const moment = (value: unknown): string | null => momentOf(value, zone, epoch);
    return {
      terms: {
        as: 'time',
        ...(zone === undefined ? {} : { zone }),
        ...(epoch === undefined ? {} : { epoch }),
      },
      effect: `Compares times by the moment, however they are written${meant.length === 0 ? '' : `; ${meant.join(', and ')}`}.`,
      isSame: (primary, candidate) => {
        const left = moment(primary);
        return left !== null && left === moment(candidate);
      },
    };
  });
}

function momentOf(value: unknown, zone?: 'UTC', epoch?: EpochUnit): string | null {
  const number = numberOf(value);
  const time =
    number !== null
      ? epoch === undefined
        ? null
        : readEpochTime(number, epoch)
      : typeof value === 'string'
        ? (readIsoTime(value) ?? readMailTime(value))
        : null;
  return time === null ? null : momentText(time, zone === undefined ? null : 0);
}

function isSameNumber(primary: unknown, candidate: unknown): boolean {
  const [left, right] = [numberOf(primary), numberOf(candidate)];
  return left !== null && right !== null && compareDecimals(left, right) === 0;
}

function numberOf(value: unknown) {
  return typeof value === 'number' || typeof value === 'string'
    ? parseDecimal(String(value))
    : null;
}

function isSameDocument(primary: unknown, candidate: unknown): boolean {
  const [left, right] = [primary, candidate].map((value) =>
    typeof value === 'string' ? valueOf(value) : value,
  );
  return typeof left === 'object' && left !== null && isDeepStrictEqual(left, right);
}

function sameText(form: (text: string) => string): Form['isSame'] {
  return (primary, candidate) =>
    typeof primary === 'string' &&
    typeof candidate === 'string' &&
    form(primary) === form(candidate);
}

/** Whether a path has only names and `[*]`. */
function hasPlainPath(template: string): boolean {
  return !template.includes('?');
}
