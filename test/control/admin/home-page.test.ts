import { describe, expect, it } from 'vitest';
import { shedReasons } from '../../../src/vocabulary/shed.ts';
import { comparisonOf, differenceOf, mismatchOf, totalsOf, zeros } from '../comparison-fixture.ts';
import { planeUnderTest, type PlaneUnderTest } from '../plane-under-test.ts';

/** The page as read: tags dropped, white space joined. */
async function read(plane: PlaneUnderTest): Promise<string> {
  const page = await (await plane.ask('/')).text();
  return page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
}

describe('the first page', () => {
  it('says what to do before there is anything to show', async () => {
    using plane = planeUnderTest();
    const text = await read(plane);
    expect(text).toContain('Starting');
    expect(text).toContain('No exchange yet. Send a request through Parallax');
  });

  it('shows which deployments are compared', async () => {
    using plane = planeUnderTest();
    expect(await read(plane)).toContain(
      'primary http://legacy.test:5000 candidate http://candidate.test:5001',
    );
  });

  it('shows a route with its exchanges, mismatches, fields and latency side by side', async () => {
    using plane = planeUnderTest();
    await plane.feed([
      ...Array.from({ length: 39 }, () => comparisonOf()),
      mismatchOf([differenceOf()]),
    ]);
    expect(await read(plane)).toMatch(
      /GET \/api\/costs costs 40 1 2\.5 % 0 \$\.items\[\*\]\.cost changed 1 (10\.0|9\.9\d) ms → 1[12]\.\d ms × 1\.\d\d/,
    );
  });

  it('shows no quantile of fewer than 30 times', async () => {
    using plane = planeUnderTest();
    await plane.feed(Array.from({ length: 29 }, () => comparisonOf()));
    expect(await read(plane)).not.toContain('ms →');
  });

  it("holds the candidate's times against the secondary's where there are enough", async () => {
    using plane = planeUnderTest();
    const answer = { status: 200, firstByteMs: 8, totalMs: 24, bodyBytes: 150, stream: null };
    const secondary = { answer, differences: [], truncated: false };
    await plane.feed(Array.from({ length: 30 }, () => comparisonOf({ secondary })));
    const text = await read(plane);
    expect(text).toMatch(/24\.\d ms → 1[12]\.\d ms × 0\.50/);
    expect(text).toContain("The candidate's times are beside those of the secondary");
  });

  it('says how exactly it knows times', async () => {
    using plane = planeUnderTest();
    const slack = { totalMs: 4, firstMs: 0, gapMs: 0 };
    const { primary, candidate } = comparisonOf();
    const uncertain = { primary: { ...primary, slack }, candidate: { ...candidate!, slack } };
    await plane.feed(Array.from({ length: 30 }, () => comparisonOf(uncertain)));
    expect(await read(plane)).toContain(
      "those of primary, as there is no secondary. On average Parallax knows a time of primary's to " +
        "within 2.00 ms, and of the candidate's to within 2.00 ms",
    );
  });

  it('puts the routes with most trouble first', async () => {
    using plane = planeUnderTest();
    await plane.feed([
      comparisonOf({ route: 'GET /fine' }),
      comparisonOf({ route: 'GET /fine' }),
      comparisonOf({ route: 'GET /failing', outcome: 'candidate_error', candidate: null }),
    ]);
    const text = await read(plane);
    expect(text.indexOf('GET /failing')).toBeLessThan(text.indexOf('GET /fine'));
  });

  it('does not call a route clean that was never compared', async () => {
    using plane = planeUnderTest();
    await plane.feed([comparisonOf({ outcome: 'skipped', candidate: null })]);
    expect(await read(plane)).toContain('GET /api/costs costs 1 not compared');
  });

  it("shows a mismatch with primary's value beside the candidate's", async () => {
    using plane = planeUnderTest();
    await plane.feed([
      mismatchOf([
        differenceOf(),
        differenceOf({ kind: 'removed', path: '$.id', candidate: null }),
      ]),
    ]);
    const text = await read(plane);
    expect(text).toContain('$.items[0].cost changed 0.0012 0.0013');
    expect(text).toContain('$.id removed 0.0012 absent');
  });

  it('says how many differences it does not show', async () => {
    using plane = planeUnderTest();
    const differences = Array.from({ length: 50 }, () => differenceOf());
    await plane.feed([mismatchOf(differences, { truncated: true })]);
    expect(await read(plane)).toContain('42 or more further differences.');
  });

  it('lists the ids that the candidate writes as another JSON type', async () => {
    using plane = planeUnderTest();
    plane.report(
      totalsOf({ idTypeChanges: [{ of: 'key', primary: 'number', candidate: 'string' }] }),
    );
    expect(await read(plane)).toMatch(/Ids of another JSON type .* key number string/);
  });

  it('says in whose identities the candidate was asked', async () => {
    using plane = planeUnderTest();
    const translated = ['path', 'authorization', 'body', 'body', 'body'].map((place, index) => ({
      place,
      label: `‹token #${index}›`,
    }));
    await plane.feed([mismatchOf([differenceOf()], { translated })]);
    expect(await read(plane)).toContain(
      'Sent to the candidate in its own identities: ' +
        '‹token #0› in path, ‹token #1› in authorization, ‹token #2› in body, ‹token #3› in body ' +
        'and 1 more.',
    );
  });

  it('shows cascades apart from mismatches', async () => {
    using plane = planeUnderTest();
    await plane.feed([comparisonOf({ outcome: 'cascade', cascadeOf: 1 })]);
    const text = await read(plane);
    expect(text).toContain('Cascades 1 explained by an earlier failure');
    expect(text).toContain('Mismatches 0');
  });

  it.each([
    ['Racy 1 explained by an overlapping write', { outcome: 'racy' }],
    [
      'Unseen sessions 1 began before Parallax looked',
      { outcome: 'skipped', reason: 'unseen_session' },
    ],
    ['Unseen things 1 made before Parallax looked', { outcome: 'skipped', reason: 'unseen_thing' }],
  ] as const)('shows what was excused by its reason: %s', async (tile, facts) => {
    using plane = planeUnderTest();
    await plane.feed([comparisonOf(facts)]);
    expect(await read(plane)).toContain(tile);
  });

  it('shows what was shed, by reason', async () => {
    using plane = planeUnderTest();
    plane.report(totalsOf({ shed: { ...zeros(shedReasons), mirror_queue: 1204 } }));
    const text = await read(plane);
    expect(text).toContain('Serving');
    expect(text).toContain('Shed 1,204 left uncompared under load');
    expect(text).toContain('mirror queue 1,204');
  });

  it('says so when the candidate failed too often to be asked', async () => {
    using plane = planeUnderTest();
    plane.report(totalsOf({ gauges: { breaker_open: 1 } }));
    expect(await read(plane)).toContain('mirroring is suspended');
  });

  it('stays a page when there are thousands of routes', async () => {
    using plane = planeUnderTest({ routesMax: 5000 });
    await plane.feed(
      Array.from({ length: 3000 }, (_, index) => comparisonOf({ route: `GET /r${index}` })),
    );
    const page = await (await plane.ask('/')).text();
    expect(page.length).toBeLessThan(300_000);
    expect(page).toContain('2,900 more routes');
  });
});
