import { describe, expect, it } from 'vitest';
import { redactedFields, replayFault, replayHead } from '../../src/control/replay-head.ts';
import type { SpecimenRequest } from '../../src/vocabulary/specimen.ts';

function requestOf(overrides: Partial<SpecimenRequest> = {}): SpecimenRequest {
  return {
    method: 'GET',
    target: '/api/keys/7?limit=5',
    fields: [
      ['Host', 'api.test'],
      ['Authorization', 'Bearer ‹redacted #a1b2›'],
      ['Accept', 'application/json'],
    ],
    body: { kind: 'empty', text: '', bytes: 0, cut: false },
    ...overrides,
  };
}

function headOf(request: SpecimenRequest, secrets: Readonly<Record<string, string>> = {}): string {
  const { value: head, fault } = replayHead(request, new Map(Object.entries(secrets)));
  return fault ?? Buffer.from(head).toString('latin1');
}

describe('a request that is to be sent again', () => {
  it('is as it was, without what was taken out of it', () => {
    expect(headOf(requestOf())).toBe(
      'GET /api/keys/7?limit=5 HTTP/1.1\r\nHost: api.test\r\nAccept: application/json\r\n\r\n',
    );
  });

  it('has what was given in place of that', () => {
    expect(headOf(requestOf(), { Authorization: 'Bearer mine' })).toContain(
      '\r\nAuthorization: Bearer mine\r\n',
    );
  });

  it('says which fields are to be given anew', () => {
    expect(redactedFields(requestOf())).toEqual(['Authorization']);
  });

  it('takes nothing that would be another field', () => {
    expect(headOf(requestOf(), { Authorization: 'x\r\nX-Admin: 1' })).toBe(
      'Authorization: this value is not valid in a header.',
    );
  });

  it('takes no value for a field that was not taken out', () => {
    expect(headOf(requestOf(), { Accept: 'text/html' })).toContain('Accept: application/json\r\n');
  });

  it.each<[string, Partial<SpecimenRequest>]>([
    ['a write', { method: 'POST' }],
    ['one with a body', { body: { kind: 'json', text: '{}', bytes: 2, cut: false } }],
    ['one whose target held a secret', { target: '/keys/‹redacted #a1b2›' }],
    ['one whose target is no target', { target: '/a b' }],
  ])('is not sent: %s', (_, overrides) => {
    expect(replayFault(requestOf(overrides))).not.toBeNull();
  });

  it('is sent where it is safe', () => {
    expect(replayFault(requestOf())).toBeNull();
  });
});
