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

describe('the request of a replay', () => {
  it('is the recorded request without the redacted fields', () => {
    expect(headOf(requestOf())).toBe(
      'GET /api/keys/7?limit=5 HTTP/1.1\r\nHost: api.test\r\nAccept: application/json\r\n\r\n',
    );
  });

  it('has the given values for redacted fields', () => {
    expect(headOf(requestOf(), { Authorization: 'Bearer mine' })).toContain(
      '\r\nAuthorization: Bearer mine\r\n',
    );
  });

  it('names the redacted fields that need a value', () => {
    expect(redactedFields(requestOf())).toEqual(['Authorization']);
  });

  it('refuses a value that would be a further field', () => {
    expect(headOf(requestOf(), { Authorization: 'x\r\nX-Admin: 1' })).toBe(
      'Authorization: this value is not valid in a header.',
    );
  });

  it('refuses a value for a field that was not redacted', () => {
    expect(headOf(requestOf(), { Accept: 'text/html' })).toContain('Accept: application/json\r\n');
  });

  it.each<[string, Partial<SpecimenRequest>]>([
    ['a write', { method: 'POST' }],
    ['a request with a body', { body: { kind: 'json', text: '{}', bytes: 2, cut: false } }],
    ['a request with a secret in its target', { target: '/keys/‹redacted #a1b2›' }],
    ['a request with an invalid target', { target: '/a b' }],
  ])('is not sent: %s', (_, overrides) => {
    expect(replayFault(requestOf(overrides))).not.toBeNull();
  });

  it('is sent if it is safe', () => {
    expect(replayFault(requestOf())).toBeNull();
  });
});
