import { describe, expect, it } from 'vitest';
import { threadCpuMs } from '../../../src/vocabulary/thread-cpu.ts';
import { readExposition } from '../../../src/control/watch/exposition.ts';

const wanted = new Set(['cpu', 'memory']);
const valuesIn = (text: string): readonly number[] =>
  readExposition(text, wanted).map(({ value }) => value);

describe('metrics in text', () => {
  it('have values, with or without labels, time stamps and exemplars', () => {
    const text = [
      '# TYPE cpu counter',
      'cpu 1.5',
      'cpu{mode="user"} 2e3 1395066363000',
      'cpu { mode = "a" , } -0.5\r',
      'memory +7 # {trace="x"} 1',
    ].join('\n');
    expect(valuesIn(text)).toEqual([1.5, 2000, -0.5, 7]);
  });

  it('have labels with escapes and braces', () => {
    const [sample] = readExposition(String.raw`cpu{a="x\"}\n\\",b="{,}"} 1`, wanted);
    expect(Object.fromEntries(sample!.labels)).toEqual({ a: 'x"}\n\\', b: '{,}' });
  });

  it('have labels after a quoted name', () => {
    const [sample] = readExposition('cpu{"a.b"="c",mode="user"} 1', wanted);
    expect(sample!.labels.get('mode')).toBe('user');
  });

  it.each([
    'cpu NaN',
    'cpu +Inf',
    'cpu 0x10',
    'cpu',
    'cpu{a="b} 1',
    'cpux 1',
    'cpu 1_000',
    'cpu{a=b} ',
  ])('have no value: %s', (line) => {
    expect(valuesIn(line)).toEqual([]);
  });

  it('of a hostile deployment are parsed quickly', () => {
    const size = 10 * 1024 * 1024;
    const hostile = [
      'cpu{'.repeat(size / 4),
      `cpu{${'a="b",'.repeat(1300)}\n`.repeat(1200),
      `cpu{a="${String.raw`\\`.repeat(4000)}\n`.repeat(1200),
      'cpu 1\n'.repeat(size / 6),
      'cpu x\n'.repeat(size / 6),
      `cpu ${'1'.repeat(8000)}x\n`.repeat(1200),
      `cpu{${'a'.repeat(8000)}} 1\n`.repeat(1200),
    ];
    for (const text of hostile) {
      const startedMs = threadCpuMs();
      expect(readExposition(text, wanted).length).toBeLessThanOrEqual(10_000);
      expect(threadCpuMs() - startedMs).toBeLessThan(3_000);
    }
  });
});
