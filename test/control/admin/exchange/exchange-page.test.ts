import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../../../src/vocabulary/comparison.ts';
import { exchangeId } from '../../../../src/vocabulary/exchange.ts';
import type { Specimen } from '../../../../src/vocabulary/specimen.ts';
import { comparisonOf, differenceOf } from '../../comparison-fixture.ts';
import { instance, planeUnderTest } from '../../plane-under-test.ts';

const body = { kind: 'json', text: '{"cost":1}', bytes: 10, cut: false } as const;
const answer = { status: 200, fields: [], body };
const specimen: Specimen = {
  request: { method: 'GET', target: '/api/costs', fields: [], body },
  primary: answer,
  candidate: answer,
  times: { sentMs: 1, firstByteMs: 2, endedMs: 3 },
  identities: [],
  alignment: null,
};

/** The page of an exchange as read: tags dropped, white space joined. */
async function pageOf(
  facts: Partial<Comparison>,
  settings: Record<string, unknown> = {},
): Promise<string> {
  const page = await markupOf(facts, settings);
  return page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
}

async function markupOf(
  facts: Partial<Comparison>,
  settings: Record<string, unknown>,
): Promise<string> {
  using plane = planeUnderTest(settings);
  const comparison = comparisonOf({
    differences: [differenceOf()],
    wallClockMs: Date.now(),
    specimen,
    ...facts,
  });
  await plane.feed([comparison]);
  plane.save();
  const name = exchangeId(instance, comparison.sequence);
  return (await plane.ask(`/exchanges/${name}`)).text();
}

describe('the page of an exchange', () => {
  it('shows as a hint what a mismatch may follow from', async () => {
    expect(await pageOf({ outcome: 'mismatch', hint: 71 })).toMatch(
      /May follow from exchange k3x9-1z ?\. This is a hint and excuses nothing: the mismatch counts\./,
    );
  });

  it('has no hint if nothing points to an earlier exchange', async () => {
    expect(await pageOf({ outcome: 'mismatch' })).not.toContain('May follow from');
  });

  it('has no hint for an excused exchange', async () => {
    expect(await pageOf({ outcome: 'cascade', cascadeOf: 3, hint: 71 })).not.toContain(
      'May follow',
    );
  });

  it('names the exchange that a cascade follows from', async () => {
    expect(await pageOf({ outcome: 'cascade', cascadeOf: 71 })).toMatch(
      /It follows from exchange k3x9-1z ?\./,
    );
  });

  it('explains why a racy exchange is no mismatch', async () => {
    expect(await pageOf({ outcome: 'racy', cascadeOf: 71 })).toContain(
      'differ only in what an overlapping write changed',
    );
  });
});

describe('the page of an exchange whose request the config edits', () => {
  const candidate = {
    url: 'http://candidate.test:5001/gw',
    headers: { set: { authorization: 'Bearer sk-candidate' }, remove: ['x-tenant'] },
    path: { strip: '/api' },
    query: { set: { key: 'sk-query' } },
  };
  const request = {
    ...specimen.request,
    target: '/api/costs?id=‹redacted #1›',
    fields: [
      ['Authorization', 'Bearer ‹redacted #2›'],
      ['X-Tenant', 'acme'],
    ] as const,
  };

  it('names the edits', async () => {
    expect(await pageOf({ specimen: { ...specimen, request } }, { candidate })).toContain(
      'The config edits requests to the candidate: sets the headers authorization ; removes the headers x-tenant ; changes the path by strip, url ; sets the parameters key ; the request below is the client',
    );
  });

  it('has no notice without edits', async () => {
    expect(await pageOf({})).not.toContain('The config edits');
  });

  it('has a command with the edited request, without the values', async () => {
    const page = await pageOf({ specimen: { ...specimen, request } }, { candidate });
    const [, , command = ''] = page.split('curl -i');
    expect(command).toContain('authorization: HIDDEN');
    expect(command).not.toContain('acme');
    expect(command).toContain('http://candidate.test:5001/');
    expect(command).toMatch(/\/gw\/costs\?id=\S+ #1\S+&amp;key=HIDDEN/);
    expect(page).not.toContain('sk-');
  });

  it('has no command if the edited target is invalid', async () => {
    const rewrite = { match: '^/api/', replace: '' };
    const page = await pageOf({}, { candidate: { url: 'http://c.test', path: { rewrite } } });
    expect(page).toContain('# The edits of the config make the target of this request invalid.');
  });
});

/** An exchange whose request has one header. */
function withField(name: string, value: string): Partial<Comparison> {
  const request = { ...specimen.request, fields: [[name, value]] as const };
  return { specimen: { ...specimen, request } };
}

describe('the page of an exchange with a trace', () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

  it.each([
    ['Traceparent', `00-${traceId}-00f067aa0ba902b7-01`],
    ['b3', `${traceId}-00f067aa0ba902b7-1`],
    ['X-B3-TraceId', traceId],
  ])('shows the trace id from %s', async (name, value) => {
    expect(await pageOf(withField(name, value))).toContain(`trace ${traceId}`);
  });

  it('links to the trace if the config has a template', async () => {
    const tracing = { url: 'https://tracing.example/{traceId}?a' };
    const page = await markupOf(withField('b3', `${traceId}-00f067aa0ba902b7`), { tracing });
    expect(page).toContain(`<a href="https://tracing.example/${traceId}?a" rel="noreferrer">`);
  });

  it.each(['00-x"><script>-1-01', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`, ''])(
    'shows no trace id if there is none: %s',
    async (value) => {
      const tracing = { url: 'https://tracing.example/{traceId}' };
      expect(await markupOf(withField('traceparent', value), { tracing })).not.toContain(
        'tracing.example',
      );
    },
  );
});
