import { describe, expect, it } from 'vitest';
import { configSchema } from '../../../src/config/schema.ts';
import { requestFormOf } from '../../../src/shadow/sending/request-form.ts';
import { shadowRequest } from '../../../src/shadow/sending/shadow-request.ts';
import { parseRequestHead } from '../../../src/vocabulary/raw-head.ts';
import { spanIdOf } from '../../../src/vocabulary/span-id.ts';

/** What the candidate is sent, up to the name of the exchange. */
function sent(
  asked: string,
  edits: Record<string, unknown>,
  { tracing = 'same', trailers = '' }: { tracing?: unknown; trailers?: string } = {},
): string {
  const candidate = { url: 'http://new.test', ...edits };
  const config = configSchema.parse({ primary: 'http://legacy.test', candidate, tracing });
  const form = requestFormOf('candidate', config.candidate, config.tracing);
  const head = Buffer.from(`${asked}\r\n\r\n`.replaceAll(/\r?\n/g, '\r\n'), 'latin1');
  const request = { head, body: Buffer.alloc(0), trailers: Buffer.from(trailers) };
  const translated = { head: parseRequestHead(head), body: request.body };
  const made = shadowRequest(request, translated, { form, exchangeId: 'id-1' });
  if (typeof made === 'string') return made;
  const { head: written, body } = made;
  return (
    written.replace('\r\nx-parallax-exchange: id-1\r\n\r\n', '').replaceAll('\r\n', '\n') +
    (body ?? '')
  );
}

const asked = 'GET /a HTTP/1.1\nHost: x\nAuthorization: one\nX-A:  1\nauthorization: two';

describe('the headers for the candidate', () => {
  it('have the value of the config in place of all values of the client', () => {
    expect(sent(asked, { headers: { set: { authorization: 'three' } } })).toBe(
      'GET /a HTTP/1.1\nHost: x\nX-A:  1\nauthorization: three',
    );
  });

  it('do not include removed headers, in any letter case', () => {
    expect(sent(asked, { headers: { remove: ['AUTHORIZATION', 'x-b'] } })).toBe(
      'GET /a HTTP/1.1\nHost: x\nX-A:  1',
    );
  });

  it('are the same octets without edits', () => {
    expect(sent(asked, { headers: { remove: ['x-b'] } })).toBe(asked);
  });

  it('do not lose a set header because the client names it in Connection', () => {
    const request = 'GET /a HTTP/1.1\nConnection: close, X-Dry-Run';
    expect(sent(request, { headers: { set: { 'x-dry-run': '1' } } })).toBe(
      'GET /a HTTP/1.1\nConnection: close\nx-dry-run: 1',
    );
  });

  it('cannot be sent by the client as trailers', () => {
    const request = 'POST /a HTTP/1.1\nTransfer-Encoding: chunked';
    const trailers = 'X-Tenant: a\r\nX-A: 1\r\n';
    const written = sent(request, { headers: { set: { 'x-tenant': 'b' } } }, { trailers });
    expect(written).toBe(`${request}\nx-tenant: b0\r\nX-A: 1\r\n\r\n`);
  });
});

describe('the target for the candidate', () => {
  it('is the edited one', () => {
    const path = { strip: '/a', prefix: '/b' };
    expect(sent('GET /a/c?d=e HTTP/1.0', { path, query: { remove: ['d'] } })).toBe(
      'GET /b/c HTTP/1.0',
    );
  });

  it("has the candidate's host if it is absolute", () => {
    const edits = { hostHeader: 'upstream', path: { prefix: '/b' } };
    expect(sent('GET http://x/a HTTP/1.1\nHost: x', edits)).toBe(
      'GET http://new.test/b/a HTTP/1.1\nHost: new.test',
    );
  });

  it('makes the exchange left out if it is invalid', () => {
    const path = { rewrite: { match: '^/a', replace: '' } };
    expect(sent('GET /a HTTP/1.1', { path })).toBe('invalid_target');
  });
});

describe('the trace context for the candidate', () => {
  const traceparent = 'traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const request = `GET /a HTTP/1.1\n${traceparent}\ntracestate: a=b\nbaggage: c=d`;

  it("is a span of its own, at the position of the client's", () => {
    const own = traceparent.replace('00f067aa0ba902b7', spanIdOf('id-1', 'candidate'));
    expect(sent(request, {}, { tracing: 'new' })).toBe(
      `GET /a HTTP/1.1\n${own}\ntracestate: a=b\nbaggage: c=d,parallax=shadow`,
    );
  });

  it('is missing if the config drops it', () => {
    expect(sent(request, {}, { tracing: 'drop' })).toBe('GET /a HTTP/1.1\nbaggage: c=d');
  });

  it('has no baggage if the config removes that', () => {
    const headers = { remove: ['baggage'] };
    expect(sent('GET /a HTTP/1.1', { headers }, { tracing: 'new' })).toBe('GET /a HTTP/1.1');
  });
});
