import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { referencePages } from '../../docs/generate/pages.ts';

const pages = await referencePages();

describe('a page that is generated from the code', () => {
  it.each(pages)('$file is current: run `npm run docs` if not', ({ file, text }) => {
    expect(readFileSync(new URL(`../../docs/${file}`, import.meta.url), 'utf8')).toBe(text);
  });
});
