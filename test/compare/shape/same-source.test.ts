import { describe, expect, it } from 'vitest';
import { shapeChange } from '../../../src/compare/shape/shape-change.ts';
import { sources } from './generators.ts';

const pairs = 20_000;
/** One in a thousand, and room for chance. */
const unlikeMax = 30;

describe('two values of one source have the same shape', () => {
  it.each(sources)('$name', ({ next }) => {
    const unlike: string[] = [];
    for (let i = 0; i < pairs; i += 1) {
      const [left, right] = [next(), next()];
      const change = shapeChange(left, right);
      if (change !== null) unlike.push(`${change}: ${String(left)} and ${String(right)}`);
    }
    expect(unlike.slice(unlikeMax)).toEqual([]);
  });
});
