import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../../../src/vocabulary/comparison.ts';
import type { Difference } from '../../../../src/vocabulary/difference.ts';
import { fieldKey } from '../../../../src/vocabulary/evidence.ts';
import type { Specimen } from '../../../../src/vocabulary/specimen.ts';
import { differenceOf, mismatchOf } from '../../comparison-fixture.ts';
import { planeUnderTest } from '../../plane-under-test.ts';

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
  const [, section = ''] = page.split('If this is meant to be so');
  return section.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
}

describe('the drafts on the page of a field', () => {
  it('begin with the strictest, for this route and for all on which it differs', async () => {
    const text = await rulesFor(price, [mismatch([price]), mismatch([price], 'GET /b')]);
    expect(text).toMatch(
      /Compares numbers as numbers, even if they are texts\. .*For this route .*For the 2 routes on which it differs .*Does not compare \$\.price at all\./,
    );
    expect(text).toContain(
      'routes: - match: GET /a compare: transform: - path: $.price as: number',
    );
  });

  it('are one for several fields, with how many kept exchanges it explains', async () => {
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

  it('propose to rename a member that the candidate gives another name, and say what that explains', async () => {
    const from = at('$.created_at', '"x"', null);
    const to = at('$.createdAt', null, '"x"');
    const text = await rulesFor(from, [mismatch([from, to]), mismatch([from, to, other])]);
    expect(text).toContain('Compares created_at with what the candidate calls createdAt.');
    expect(text).toContain(
      'It explains 1 more field: of 2 kept exchanges that differ in any of them, 1 would match.',
    );
  });
});
