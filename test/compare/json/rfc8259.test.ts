import { describe, expect, it } from 'vitest';
import { comparerFor, pairOf } from '../pair-fixture.ts';
import { invalidTexts, otherMeanings, validTexts } from './rfc8259-texts.ts';

const comparer = comparerFor();
const json = ['Content-Type', 'application/json'];

function outcome(primary: string, candidate: string): string {
  return comparer.compare(
    pairOf({ fields: json, body: primary }, { fields: json, body: candidate }),
  ).outcome;
}

describe('JSON texts by the grammar of RFC 8259', () => {
  it('are at least two hundred', () => {
    const texts = [...validTexts.flat(), ...otherMeanings.flat(), ...invalidTexts];
    expect(new Set(texts).size).toBeGreaterThanOrEqual(200);
  });

  it.each(validTexts)('have the same meaning: %s and %s', (text, meaning) => {
    expect([outcome(text, meaning), outcome(meaning, text)]).toEqual(['match', 'match']);
  });

  it.each(otherMeanings)('have another meaning: %s and %s', (one, other) => {
    expect([outcome(one, other), outcome(other, one)]).toEqual(['mismatch', 'mismatch']);
  });

  it.each(validTexts.slice(0, 24))('differ from an empty body: %s', (text) => {
    expect([outcome(text, ''), outcome('', text)]).toEqual(['mismatch', 'mismatch']);
  });
});

describe('a text that is not JSON', () => {
  it.each(invalidTexts)('differs from JSON: %j', (text) => {
    expect([outcome(text, '[1]'), outcome('{"a":1}', text)]).toEqual(['mismatch', 'mismatch']);
  });

  it.each(invalidTexts)('matches itself: %j', (text) => {
    expect(outcome(text, text)).toBe('match');
  });
});
