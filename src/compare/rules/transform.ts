import type { CompareConfig } from '../../config/compare-schema.ts';

type Form = CompareConfig['transform'][number]['as'];

/** Rewrites a string to the form it is compared in. */
export const transforms: Readonly<Record<Form, (text: string) => string>> = {
  lowercase: (text) => text.toLowerCase(),
  trim: (text) => text.trim(),
  'sort-csv': (text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .sort()
      .join(','),
};
