import { describe, expect, it } from 'vitest';
import { type NamedMark, statusExcuse } from '../../../src/shadow/divergence/status-excuse.ts';
import type { ThingMark } from '../../../src/shadow/divergence/thing-mark.ts';

function named(
  kind: ThingMark['kind'],
  where: NamedMark['where'] = 'path',
  more: Partial<ThingMark> = {},
): NamedMark {
  return {
    where,
    mark: {
      kind,
      because: 'loss',
      cause: 3,
      until: 0,
      isTarget: true,
      states: [],
      changed: [],
      mayBeGone: false,
      ...more,
    },
  };
}

/** The cause that explains the two statuses; null where nothing does. */
function causeOf(
  [method, primary, candidate]: readonly [string, number, number],
  ...marks: readonly NamedMark[]
): number | null {
  const isWrite = method !== 'GET';
  const statuses = { isWrite, mayConflict: isWrite && method !== 'PUT', primary, candidate };
  return statusExcuse(statuses, marks)?.cause ?? null;
}

describe('a request that names an absent thing', () => {
  it.each<[string, number, number, NamedMark['where']]>([
    ['GET', 200, 404, 'path'],
    ['GET', 200, 410, 'query'],
    ['PATCH', 200, 404, 'path'],
    ['POST', 201, 422, 'body'],
    ['POST', 201, 400, 'body'],
    ['GET', 200, 401, 'credential'],
    ['POST', 201, 403, 'credential'],
  ])(
    'explains a %s with status %i on primary and %i on the candidate, by the %s',
    (method, ours, theirs, where) => {
      expect(causeOf([method, ours, theirs], named('absent', where))).toBe(3);
    },
  );

  it.each<[string, number, number, NamedMark['where']]>([
    ['GET', 200, 500, 'path'],
    ['GET', 200, 503, 'path'],
    ['GET', 200, 400, 'path'],
    ['GET', 200, 403, 'path'],
    ['GET', 200, 201, 'path'],
    ['GET', 404, 200, 'path'],
    ['GET', 200, 404, 'credential'],
    ['POST', 201, 500, 'body'],
    ['POST', 201, 401, 'body'],
  ])(
    'does not explain a %s with status %i on primary and %i on the candidate, by the %s',
    (method, ours, theirs, where) => {
      expect(causeOf([method, ours, theirs], named('absent', where))).toBeNull();
    },
  );
});

describe('a request that names a thing that only the candidate still has', () => {
  it.each<[string, number, number, NamedMark['where'], number | null]>([
    ['GET', 404, 200, 'path', 3],
    ['DELETE', 410, 204, 'path', 3],
    ['GET', 401, 200, 'credential', 3],
    ['POST', 201, 409, 'body', 3],
    ['GET', 200, 404, 'path', null],
    ['GET', 403, 200, 'path', null],
    ['GET', 404, 500, 'path', null],
  ])(
    'has the expected cause for a %s with status %i on primary and %i on the candidate, by the %s: %s',
    (method, ours, theirs, where, cause) => {
      expect(causeOf([method, ours, theirs], named('extra', where))).toBe(cause);
    },
  );
});

describe('a write to a thing with a missed change', () => {
  it.each([409, 412])('is explained with the conflict %i', (status) => {
    expect(causeOf(['PATCH', 200, status], named('stale'))).toBe(3);
  });

  it.each([400, 401, 403, 404, 422, 428, 500])('is not explained with the refusal %i', (status) => {
    expect(causeOf(['PATCH', 200, status], named('stale'))).toBeNull();
  });

  it('is not explained with a conflict if it replaces the thing without a revision', () => {
    expect(causeOf(['PUT', 200, 409], named('stale'))).toBeNull();
  });

  it('does not explain a read', () => {
    expect(causeOf(['GET', 200, 409], named('stale'))).toBeNull();
  });
});

describe('a thing that a lost write named without changing it', () => {
  it('explains no refusal', () => {
    expect(causeOf(['POST', 201, 404], named('absent', 'body', { isTarget: false }))).toBeNull();
  });
});

describe('several things that explain one refusal', () => {
  it('have as their cause the one that differed first', () => {
    const marks = [named('absent', 'body', { cause: 9 }), named('absent', 'path', { cause: 5 })];
    expect(causeOf(['POST', 201, 404], ...marks)).toBe(5);
  });
});
