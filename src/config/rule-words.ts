import type { CompareConfig } from './compare-schema.ts';
import type { CompareRule } from './compare-rules.ts';

/** The key for counting the uses of a rule: after a reload, another rule may have its place. */
export function ruleKey(rule: CompareRule): string {
  return `${rule.name}: ${ruleWords(rule)}`;
}

/** The effect of a rule, as a line of text: `$.cost may differ by 0.01`. */
export function ruleWords({ kind, path, terms }: CompareRule): string {
  switch (kind) {
    case 'ignore':
      return terms.pattern === undefined
        ? `${path} does not count`
        : `${path} does not count where both sides match ${terms.pattern}`;
    case 'unordered':
      return `the order of ${path} does not count`;
    case 'by':
      return `elements of ${path} are the same where their ${JSON.stringify(terms.key)} is`;
    case 'tolerance':
      return `${path} may differ ${toleranceWords(terms)}`;
    case 'equate':
      return `at ${path}, ${inWords(equatedValues(terms), 'and')} are equal`;
    case 'transform':
      return `${path} is compared ${transformWords[terms.as]}${timeWords(terms)}`;
    case 'rename':
      return `${JSON.stringify(terms.from)} is ${JSON.stringify(terms.to)} in the candidate, ${path === null ? 'anywhere' : `in ${path}`}`;
    case 'status':
      return `the candidate may answer ${terms.candidate} where primary answers ${terms.primary}`;
  }
}

const transformWords: Readonly<Record<CompareConfig['transform'][number]['as'], string>> = {
  lowercase: 'in lower case',
  trim: 'without the white space around it',
  'sort-csv': 'with the parts between its commas sorted',
  number: 'as a number, even if it is a text',
  time: 'as a moment, however it is written',
  json: 'as the JSON that it holds',
};

function timeWords({ zone, epoch }: CompareConfig['transform'][number]): string {
  const zoneText = zone === undefined ? '' : `, without a zone in ${zone}`;
  const unit = epoch === 'either' ? 'seconds or milliseconds' : epoch;
  return zoneText + (unit === undefined ? '' : `, as a number in ${unit}`);
}

function toleranceWords(terms: CompareConfig['tolerance'][number]): string {
  const { absolute, relative, decimals, durationMs, numericStrings } = terms;
  const limits = [
    absolute === undefined ? [] : [`by ${absolute}`],
    relative === undefined ? [] : [`by a share of ${relative}`],
    decimals === undefined ? [] : [`after ${decimals} decimals`],
    durationMs === undefined ? [] : [`by ${durationMs} ms`],
  ].flat();
  return inWords(limits, 'or') + (numericStrings ? ', also as a string' : '');
}

function equatedValues({ values, missing }: CompareConfig['equate'][number]): readonly string[] {
  return [...values.map((value) => JSON.stringify(value)), ...(missing ? ['no member'] : [])];
}

function inWords(items: readonly string[], conjunction: string): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${conjunction} ${items.at(-1) ?? ''}`;
}
