import { describe, expect, it } from 'vitest';
import { traceChanges, type TracePolicy } from '../../src/wire/trace-fields.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';
const newId = 'b7ad6b7169203331';
const baggage = 'baggage: parallax=shadow';

/** The changed fields, one per line, with `-` before removed ones. */
function changesOf(
  fields: readonly string[],
  policy: Partial<TracePolicy> = {},
): readonly string[] {
  const list = fields.flatMap((line) => line.split(/: ?/));
  return traceChanges(list, { mode: 'new', unsampled: false, ...policy }, () => newId).map(
    ({ name, after }) => (after === null ? `-${name}` : `${name}: ${after}`),
  );
}

describe('a mirrored request has a span of its own', () => {
  it.each<[string, string, string]>([
    [
      'traceparent',
      `traceparent: 00-${traceId}-${spanId}-01`,
      `traceparent: 00-${traceId}-${newId}-01`,
    ],
    [
      'any letter case',
      `TraceParent: 00-${traceId}-${spanId}-00`,
      `traceparent: 00-${traceId}-${newId}-00`,
    ],
    [
      'unknown flags',
      `traceparent: 00-${traceId}-${spanId}-ff`,
      `traceparent: 00-${traceId}-${newId}-03`,
    ],
    [
      'a later version',
      `traceparent: cc-${traceId}-${spanId}-01-x`,
      `traceparent: 00-${traceId}-${newId}-01`,
    ],
    ['b3', `b3: ${traceId}-${spanId}-1`, `b3: ${traceId}-${newId}-1`],
    ['b3 of half a trace id', `b3: ${spanId}-${spanId}`, `b3: ${spanId}-${newId}`],
    [
      'b3 with a parent',
      `b3: ${traceId}-${spanId}-d-${'1'.repeat(16)}`,
      `b3: ${traceId}-${newId}-d-${spanId}`,
    ],
  ])('in %s', (_, field, changed) => {
    expect(changesOf([field])).toEqual([changed, baggage]);
  });

  it('in the fields of B3', () => {
    const fields = [
      `X-B3-TraceId: ${traceId}`,
      `X-B3-SpanId: ${spanId}`,
      `X-B3-ParentSpanId: ${'1'.repeat(16)}`,
    ];
    expect(changesOf(fields)).toEqual([
      `x-b3-spanid: ${newId}`,
      `x-b3-parentspanid: ${spanId}`,
      baggage,
    ]);
  });
});

describe('a trace context stays unchanged', () => {
  it.each([
    ['of an invalid version', [`traceparent: ff-${traceId}-${spanId}-01`]],
    ['longer than version 00', [`traceparent: 00-${traceId}-${spanId}-01-x`]],
    ['capital letters', [`traceparent: 00-${traceId.toUpperCase()}-${spanId}-01`]],
    ['without a trace id', [`traceparent: 00-${'0'.repeat(32)}-${spanId}-01`]],
    ['without a span id', [`traceparent: 00-${traceId}-${'0'.repeat(16)}-01`]],
    ['not a trace context', ['traceparent: abc', 'b3: abc', 'x-b3-spanid: abc']],
    [
      'repeated',
      [`traceparent: 00-${traceId}-${spanId}-01`, `traceparent: 00-${traceId}-${spanId}-01`],
    ],
    ['a sampling decision alone', ['b3: 1']],
    ['the field tracestate', ['tracestate: a=b']],
  ])('if it is %s', (_, fields) => {
    expect(changesOf(fields)).toEqual([baggage]);
  });

  it('without baggage if the config says so', () => {
    expect(changesOf([`traceparent: 00-${traceId}-${spanId}-01`], { mode: 'same' })).toEqual([]);
  });
});

it('a trace context is dropped if the config says so, and baggage is kept', () => {
  const fields = [
    'traceparent: abc',
    'TraceState: a=b',
    'b3: 0',
    'x-b3-traceid: 1',
    'X-B3-Flags: 1',
    'baggage: a=b',
  ];
  expect(changesOf(fields, { mode: 'drop' })).toEqual([
    '-traceparent',
    '-tracestate',
    '-b3',
    '-x-b3-traceid',
    '-x-b3-flags',
  ]);
});

describe('a mirrored span is not sampled if the config says so', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    [
      'traceparent',
      [`traceparent: 00-${traceId}-${spanId}-03`],
      [`traceparent: 00-${traceId}-${newId}-02`],
    ],
    ['b3', [`b3: ${traceId}-${spanId}-d`], [`b3: ${traceId}-${newId}-0`]],
    ['b3 without a decision', [`b3: ${traceId}-${spanId}`], [`b3: ${traceId}-${newId}-0`]],
    ['b3 of a decision', ['b3: 1'], ['b3: 0']],
    ['x-b3-sampled alone', ['X-B3-Sampled: 1'], ['x-b3-sampled: 0']],
    ['x-b3-flags alone', ['x-b3-flags: 1'], ['x-b3-flags: 0']],
    [
      'the fields of B3',
      [`x-b3-traceid: ${traceId}`, `x-b3-spanid: ${spanId}`, 'x-b3-flags: 1'],
      [`x-b3-spanid: ${newId}`, 'x-b3-sampled: 0', 'x-b3-flags: 0'],
    ],
  ])('in %s', (_, fields, changed) => {
    expect(changesOf(fields, { unsampled: true })).toEqual([...changed, baggage]);
  });
});

describe('baggage', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['is added', [], [baggage]],
    [
      'is joined to an existing field',
      ['Baggage: a=b;c , d=e'],
      ['baggage: a=b;c , d=e,parallax=shadow'],
    ],
    [
      'is joined to the last of several fields',
      ['baggage: a=b', 'baggage: c=d'],
      ['baggage: c=d,parallax=shadow'],
    ],
    ['stays unchanged if it has the member', ['baggage: a=b, parallax=x'], []],
    [
      'stays unchanged if it is full',
      [`baggage: ${Array.from({ length: 64 }, (_, at) => `a${at}=b`).join()}`],
      [],
    ],
    ['stays unchanged if it is long', [`baggage: a=${'b'.repeat(8180)}`], []],
  ])('%s', (_, fields, changed) => {
    expect(changesOf(fields)).toEqual(changed);
  });
});
