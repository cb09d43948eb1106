import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../../../src/vocabulary/comparison.ts';
import type { Difference } from '../../../../src/vocabulary/difference.ts';
import { fieldKey } from '../../../../src/vocabulary/evidence.ts';
import type { Specimen } from '../../../../src/vocabulary/specimen.ts';
import { comparisonOf, differenceOf, mismatchOf } from '../../comparison-fixture.ts';
import { planeUnderTest, type PlaneUnderTest } from '../../plane-under-test.ts';

const body = { kind: 'json', text: '{}', bytes: 2, cut: false } as const;
const answer = { status: 200, fields: [], body };
const specimen: Specimen = {
  request: { method: 'GET', target: '/a', fields: [], body },
  primary: answer,
  candidate: answer,
  times: { sentMs: 1, firstByteMs: 2, endedMs: 3 },
  identities: [],
  alignment: null,
};

const price = at('$.price', '"10.50"', '10.5');
const word = at('$.state', '"on"', '"active"');
const other = at('$.note', '"a"', '"b"');

function at(path: string, primary: string | null, candidate: string | null): Difference {
  const kind = primary === null ? 'added' : candidate === null ? 'removed' : 'changed';
  return differenceOf({ kind, path, template: path, primary, candidate });
}

let sequence = 0;

function mismatch(differences: readonly Difference[], route = 'GET /a'): Comparison {
  sequence += 1;
  return mismatchOf(differences, { sequence, wallClockMs: Date.now(), specimen, route });
}

/** The part of a field's page about rules, as read: tags dropped, white space joined. */
async function rulesFor(
  field: Difference,
  comparisons: readonly Comparison[],
  chosen: readonly Difference[] | null = null,
): Promise<string> {
  using plane = planeUnderTest();
  await plane.feed(comparisons);
  plane.save();
  const exchanges = await (await plane.ask('/exchanges')).text();
  const exchange = /\/exchanges\/[^"?]+/.exec(exchanges)?.[0] ?? '';
  const epoch = new URLSearchParams(
    /\/field\?([^"]+)/
      .exec(await (await plane.ask(exchange)).text())?.[1]
      ?.replaceAll('&amp;', '&'),
  ).get('epoch');
  const search = new URLSearchParams({
    epoch: epoch ?? '',
    route: 'GET /a',
    field: fieldKey(field),
  });
  for (const one of chosen ?? []) search.append('with', fieldKey(one));
  if (chosen !== null) search.append('with', '');
  const page = await (await plane.ask(`/field?${search.toString()}`)).text();
  const [, section = ''] = page.split('If this is intended');
  return section.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
}

describe('the drafts of rules on the page of a field', () => {
  it('begin with the strictest, for this route and for all routes on which it differs', async () => {
    const text = await rulesFor(price, [mismatch([price]), mismatch([price], 'GET /b')]);
    expect(text).toMatch(
      /Compares numbers as numbers, even if they are texts\. .*For this route .*For the 2 routes on which it differs .*Does not compare \$\.price at all\./,
    );
    expect(text).toContain(
      'routes: - match: GET /a compare: transform: - path: $.price as: number',
    );
  });

  it('are joined for several fields, with the number of saved exchanges that they explain', async () => {
    const kept = [
      mismatch([price, word]),
      mismatch([word]),
      mismatch([price]),
      mismatch([price, other]),
    ];
    const all = await rulesFor(price, kept);
    expect(all).toContain(
      'Of 4 kept exchanges that differ in any of these 3 fields, 4 differ in nothing else and would match.',
    );
    const some = await rulesFor(price, kept, [word]);
    expect(some).toContain(
      'Of 4 kept exchanges that differ in any of these 2 fields, 3 differ in nothing else and would match.',
    );
    expect(some).toContain('transform: - path: $.price as: number equate: - path: $.state');
  });

  it('propose to rename a member that has another name in the candidate, and state what that explains', async () => {
    const from = at('$.created_at', '"x"', null);
    const to = at('$.createdAt', null, '"x"');
    const text = await rulesFor(from, [mismatch([from, to]), mismatch([from, to, other])]);
    expect(text).toContain('Compares created_at with what the candidate calls createdAt.');
    expect(text).toContain(
      'It explains 1 more field: of 2 kept exchanges that differ in any of them, 1 would match.',
    );
  });
});

/** Two routes with the same change, saved, and the address that the first page leads to. */
async function withChange(plane: PlaneUnderTest): Promise<string> {
  await plane.feed([
    ...Array.from({ length: 20 }, () => mismatch([price])),
    ...Array.from({ length: 20 }, () => mismatch([price], 'GET /b')),
  ]);
  plane.save();
  const page = await (await plane.ask('/')).text();
  return (/\/field\?[^"#]+/.exec(page)?.[0] ?? '').replaceAll('&amp;', '&');
}

describe('the page of a change on several routes', () => {
  const own = { host: '127.0.0.1:9900', origin: 'http://127.0.0.1:9900', accept: 'text/html' };

  async function readPage(plane: PlaneUnderTest, path: string): Promise<string> {
    const page = await (await plane.ask(path, { headers: own })).text();
    return page
      .replaceAll(/<[^>]*>/g, ' ')
      .replaceAll('&quot;', '"')
      .replaceAll(/\s+/g, ' ');
  }

  async function accept(
    plane: PlaneUnderTest,
    path: string,
    fields: readonly (readonly [string, string])[],
    headers: Readonly<Record<string, string>> = own,
  ): Promise<Response> {
    const body = new URLSearchParams(fields.map(([name, value]) => [name, value]));
    return plane.ask(path, { method: 'POST', headers, body });
  }

  const places = ['GET /a', 'GET /b'].map(
    (route) =>
      ['place', new URLSearchParams({ route, field: fieldKey(price) }).toString()] as const,
  );
  const until = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
  const signed = [
    ['who', 'Ada'],
    ['reason', 'the price is a number on purpose'],
    ['until', until],
  ] as const;

  it('shows its values, its routes, and one draft of rules for all of them', async () => {
    using plane = planeUnderTest();
    const text = await readPage(plane, await withChange(plane));
    expect(text).toMatch(
      /\$\.price changed 40 of 40 exchanges \(100 %\) on 2 routes: always the same number\./,
    );
    expect(text).toMatch(/GET \/a .*against the candidate .*GET \/b .*against the candidate/);
    expect(text).toContain(
      'routes: - match: GET /a compare: transform: - path: $.price as: number - match: GET /b',
    );
  });

  it('accepts the difference on the chosen routes, until the end of the chosen day', async () => {
    using plane = planeUnderTest();
    const address = await withChange(plane);
    const answer = await accept(plane, address, [...signed, places[0]!]);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${address}#routes`]);
    const { accepted } = (await (await plane.ask('/api/gate')).json()) as { accepted: unknown };
    expect(accepted).toEqual([
      {
        route: 'GET /a',
        field: fieldKey(price),
        who: 'Ada',
        reason: 'the price is a number on purpose',
        expiresAtMs: Date.parse(`${until}T23:59:59Z`),
      },
    ]);
    expect(await readPage(plane, address)).toMatch(/accepted by Ada until .*on purpose/);
  });

  it('leads from an acceptance to the form that withdraws it', async () => {
    using plane = planeUnderTest();
    const address = await withChange(plane);
    await accept(plane, address, [...signed, places[0]!]);
    const page = await (await plane.ask(address, { headers: own })).text();
    const [, link = ''] = /href="(\/gate\/withdraw[^"]*)"/.exec(page) ?? [];
    const form = await readPage(plane, link.replaceAll('&amp;', '&'));
    expect(form).toMatch(/body changed \$\.price.* on GET \/a , accepted by Ada until/);
  });

  it.each([
    ['no route', signed, 'Choose at least one route.'],
    ['no name', [['reason', 'x'], ['until', until], ...places], 'who: write a text'],
    ['no date', [...signed.slice(0, 2), ...places], 'Last day: write a date such as 2026-01-31.'],
    [
      'a day that is over',
      [...signed.slice(0, 2), ['until', '2020-01-31'], ...places],
      'Last day: choose a day from today on, at most 89 days ahead.',
    ],
    [
      'a difference that was never found',
      [...signed, ['place', 'route=GET+%2Fa&field=body+changed+%24.none']],
      'This field has not differed on this route in this epoch.',
    ],
  ] as const)('accepts nothing with %s, and shows why', async (_, fields, fault) => {
    using plane = planeUnderTest();
    const address = await withChange(plane);
    const answer = await accept(plane, address, fields);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(fault);
    expect(await (await plane.ask('/api/gate')).json()).toMatchObject({ accepted: [] });
  });

  it('lists no route on which only the secondary differs', async () => {
    using plane = planeUnderTest();
    const { primary: answer } = comparisonOf();
    const secondary = { answer, differences: [price], truncated: false };
    await plane.feed([
      ...Array.from({ length: 20 }, () => mismatch([price])),
      comparisonOf({ route: 'GET /b', outcome: 'noise', secondary }),
    ]);
    plane.save();
    const page = await (await plane.ask('/')).text();
    const address = (/\/field\?[^"#]+/.exec(page)?.[0] ?? '').replaceAll('&amp;', '&');
    expect(await readPage(plane, address)).not.toContain('GET /b');
  });

  it('accepts a difference of which nothing is kept', async () => {
    using plane = planeUnderTest();
    await plane.feed(Array.from({ length: 20 }, () => mismatchOf([price], { route: 'GET /a' })));
    const page = await (await plane.ask('/')).text();
    const address = (/\/field\?[^"#]+/.exec(page)?.[0] ?? '').replaceAll('&amp;', '&');
    expect((await accept(plane, address, [...signed, places[0]!])).status).toBe(303);
    expect(await readPage(plane, address)).toMatch(/accepted by Ada until .*on purpose/);
  });

  it('accepts nothing from a page of another origin', async () => {
    using plane = planeUnderTest();
    const address = await withChange(plane);
    const foreign = { ...own, origin: 'http://evil.test' };
    expect((await accept(plane, address, [...signed, ...places], foreign)).status).toBe(403);
  });

  it('accepts nothing in an earlier epoch', async () => {
    using plane = planeUnderTest();
    const address = (await withChange(plane)).replace('%28unknown%29', 'v0');
    const answer = await accept(plane, address, [...signed, ...places]);
    expect(answer.status).toBe(404);
  });
});
