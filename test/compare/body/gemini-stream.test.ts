import { describe, expect, it } from 'vitest';
import { compareBodies } from './body-spec.ts';
import { eventStream, plain } from './stream-fixture.ts';

const chunk = (...parts: readonly object[]) => plain({ candidates: [{ content: { parts } }] });

const end = plain({ candidates: [{ finishReason: 'STOP', index: 0 }] });

function outcome(primary: readonly string[], candidate: readonly string[]): string {
  return compareBodies(eventStream, [...primary, end].join(''), [...candidate, end].join(''))
    .outcome;
}

describe('chunks of Gemini', () => {
  it('have text joined with text, and thoughts with thoughts', () => {
    const one = [
      chunk({ text: 'h', thought: true }),
      chunk({ text: 'm', thought: true }),
      chunk({ text: 'a' }),
    ];
    expect(outcome(one, [chunk({ text: 'hm', thought: true }), chunk({ text: 'a' })])).toBe(
      'match',
    );
    expect(outcome(one, [chunk({ text: 'hma' })])).toBe('mismatch');
  });

  it('have nothing joined across a call, or within one chunk', () => {
    const call = { functionCall: { name: 'find', args: { a: 1 } } };
    const one = [chunk({ text: 'a' }), chunk(call), chunk({ text: 'b' })];
    expect(outcome(one, [chunk({ text: 'a' }, call), chunk({ text: 'b' })])).toBe('match');
    expect(outcome(one, [chunk({ text: 'ab' }), chunk(call)])).toBe('mismatch');
    expect(outcome([chunk({ text: 'a' }, { text: 'b' })], [chunk({ text: 'ab' })])).toBe(
      'mismatch',
    );
  });

  it('differ in a candidate, a reason, the usage or an error', () => {
    const base = chunk({ text: 'a' });
    expect(outcome([base], [base.replace('{"content"', '{"index":1,"content"')])).toBe('mismatch');
    expect(outcome([base], [base, plain({ usageMetadata: { totalTokenCount: 1 } })])).toBe(
      'mismatch',
    );
    expect(outcome([base], [base, plain({ error: { code: 500 } })])).toBe('mismatch');
    expect(outcome([base], [base, plain({ surprise: 1 })])).toBe('mismatch');
  });
});
