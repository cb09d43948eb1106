import { describe, expect, it } from 'vitest';
import { shedReasons } from '../../../src/vocabulary/shed.ts';
import type { Specimen } from '../../../src/vocabulary/specimen.ts';
import { comparisonOf, differenceOf, mismatchOf, totalsOf, zeros } from '../comparison-fixture.ts';
import { planeUnderTest, type PlaneUnderTest } from '../plane-under-test.ts';

/** The page as sent to a browser on the same machine. */
async function pageOf(plane: PlaneUnderTest, path = '/'): Promise<string> {
  return (await plane.ask(path, { headers: { host: '127.0.0.1:9900' } })).text();
}

/** The page as read: tags dropped, white space joined. */
async function read(plane: PlaneUnderTest, path = '/'): Promise<string> {
  const page = await pageOf(plane, path);
  return page
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll(/\s+/g, ' ');
}

const empty = { kind: 'empty', text: '', bytes: 0, cut: false } as const;
const answer = { status: 200, fields: [], body: empty };
/** An exchange with a specimen is saved as an example. */
const specimen: Specimen = {
  request: { method: 'GET', target: '/a', fields: [], body: empty },
  primary: answer,
  candidate: answer,
  times: { sentMs: 1, firstByteMs: 2, endedMs: 3 },
  identities: [],
  alignment: null,
};
const cost = differenceOf();
const reason = differenceOf({
  kind: 'removed',
  path: '$.finishReason',
  template: '$.finishReason',
  primary: '"stop"',
  candidate: null,
  shape: 'string → absent',
});

/** Two routes with the same difference, one of them with another one. */
async function withDifferences(plane: PlaneUnderTest): Promise<void> {
  const facts = { wallClockMs: Date.now(), specimen };
  await plane.feed([
    ...Array.from({ length: 30 }, () => mismatchOf([cost], facts)),
    ...Array.from({ length: 5 }, () => mismatchOf([cost, reason], { ...facts, route: 'GET /b' })),
  ]);
  plane.save();
}

describe('the first page', () => {
  it('shows where to send requests before the first request', async () => {
    using plane = planeUnderTest({ listen: '127.0.0.1:8123' });
    const text = await read(plane);
    expect(text).toContain('Starting');
    expect(text).toContain('Send requests to Parallax in place of primary, at 127.0.0.1:8123');
    expect(text).toContain('curl http://127.0.0.1:8123/');
  });

  it('names the key that keeps all requests from being mirrored', async () => {
    using plane = planeUnderTest({ mirror: { methods: 'none' } });
    expect(await read(plane)).toContain('Set mirror.methods: safe to mirror reads');
  });

  it('names the key that leaves out all requests so far', async () => {
    using plane = planeUnderTest();
    const facts = { outcome: 'skipped', reason: 'unsafe_method', candidate: null } as const;
    await plane.feed([comparisonOf({ ...facts, route: 'POST /keys' })]);
    expect(await read(plane)).toMatch(
      /Nothing compared yet .*1 POST \/keys was not mirrored: mirror\.methods is safe\./,
    );
  });

  it('shows how Parallax learns the version of the candidate while it is unknown', async () => {
    using plane = planeUnderTest();
    expect(await read(plane)).toContain("The candidate's version is not known.");
    using versioned = planeUnderTest({
      candidate: { url: 'http://candidate.test:5001', version: 'v1.4.2' },
    });
    const text = await read(versioned);
    expect(text).toContain('candidate v1.4.2');
    expect(text).not.toContain("The candidate's version is not known.");
  });

  it('shows which deployments are compared', async () => {
    using plane = planeUnderTest();
    expect(await read(plane)).toContain(
      'primary http://legacy.test:5000 candidate http://candidate.test:5001',
    );
  });

  it('shows each difference once, with its routes, count, values and start', async () => {
    using plane = planeUnderTest();
    await withDifferences(plane);
    const text = await read(plane);
    expect(text).toMatch(
      /Why \$\.items\[\*\]\.cost changed always \+0\.0001 35 exchanges 2 routes: GET \/api\/costs and 1 more since \d{4}-/,
    );
    expect(text).toMatch(/\$\.finishReason removed, string → absent "stop" → absent 5 exchanges/);
  });

  it('links each difference to its page, to an example and to its acceptance', async () => {
    using plane = planeUnderTest();
    await withDifferences(plane);
    const page = await pageOf(plane);
    const [field = ''] = /\/field\?[^"#]+/.exec(page) ?? [];
    const [example = ''] = /\/exchanges\/[^"]+/.exec(page) ?? [];
    expect(page).toContain(`${field}#accept`);
    expect((await plane.ask(field.replaceAll('&amp;', '&'))).status).toBe(200);
    expect((await plane.ask(example)).status).toBe(200);
  });

  it('links a difference without kept exchanges to its page and its acceptance, but to no example', async () => {
    using plane = planeUnderTest();
    await plane.feed(Array.from({ length: 30 }, () => mismatchOf([cost])));
    const page = await pageOf(plane);
    const [field = ''] = /\/field\?[^"#]+/.exec(page) ?? [];
    expect(page).toContain(`${field}#accept`);
    expect(page).not.toContain('href="/exchanges/');
    const ofField = await read(plane, field.replaceAll('&amp;', '&'));
    expect(ofField).toContain('30 of 30 exchanges (100 %).');
    expect(ofField).toContain('Parallax keeps no example of this difference.');
    expect(ofField).toContain('If this is intended: accept it');
  });

  it('links differences that are not listed one by one to no page and no acceptance', async () => {
    using plane = planeUnderTest();
    await plane.feed(
      Array.from({ length: 30 }, () =>
        mismatchOf([], { wallClockMs: Date.now(), truncated: true }),
      ),
    );
    const page = await pageOf(plane);
    expect(page).toContain('(not listed)');
    expect(page).not.toContain('href="/field?');
  });

  it('shows each area with its interval on one scale', async () => {
    using plane = planeUnderTest();
    await plane.feed([comparisonOf(), mismatchOf([cost])]);
    const page = await pageOf(plane);
    expect(await read(plane)).toMatch(/costs not yet 50\.0 % 1 of 2/);
    expect(page).toMatch(/class="rate-bar open"[^>]*aria-label="between [^"]+, budget 0\.10 %"/);
  });

  it('shows what is missing for a verdict', async () => {
    using plane = planeUnderTest();
    await plane.feed([comparisonOf()]);
    expect(await read(plane)).toMatch(
      /Not yet Soak time 0 s of 24 h More exchanges .*costs about /,
    );
  });

  it('folds all criteria under their count', async () => {
    using plane = planeUnderTest();
    await plane.feed([comparisonOf()]);
    const page = await pageOf(plane);
    expect(page).toMatch(
      /<details[^>]*id="all-criteria"[^>]*>\s*<summary[^>]*>\d+ criteria pass, /,
    );
  });

  it('reloads its live parts, of the epoch that it shows', async () => {
    using plane = planeUnderTest();
    await plane.feed([comparisonOf()]);
    expect(await pageOf(plane)).toContain('hx-get="/verdict"');
    const page = await pageOf(plane, '/?epoch=%28unknown%29');
    expect(page).toContain('hx-get="/verdict?epoch=%28unknown%29"');
  });

  it.each(['/?epoch=v9', '/verdict?epoch=v9'])(
    'is not found for an unknown epoch: %s',
    async (path) => {
      using plane = planeUnderTest();
      expect((await plane.ask(path)).status).toBe(404);
    },
  );

  it('lists the ids that have another JSON type on the candidate', async () => {
    using plane = planeUnderTest();
    plane.report(
      totalsOf({ idTypeChanges: [{ of: 'key', primary: 'number', candidate: 'string' }] }),
    );
    expect(await read(plane)).toMatch(/Ids of another JSON type .* key number string/);
  });

  it.each([
    ['cascade 1', { outcome: 'cascade', cascadeOf: 1 }],
    ['racy 1', { outcome: 'racy' }],
    ['unseen session 1', { outcome: 'skipped', reason: 'unseen_session' }],
  ] as const)('shows the exchanges that were not compared, by reason: %s', async (words, facts) => {
    using plane = planeUnderTest();
    await plane.feed([comparisonOf(), comparisonOf(facts)]);
    expect(await read(plane)).toContain(`Not compared ${words}`);
  });

  it('shows shed exchanges, by reason', async () => {
    using plane = planeUnderTest();
    plane.report(totalsOf({ shed: { ...zeros(shedReasons), mirror_queue: 1204 } }));
    const text = await read(plane);
    expect(text).toContain('Serving');
    expect(text).toContain('Not compared mirror queue 1,204');
  });

  it('shows that mirroring is suspended while the candidate fails too often', async () => {
    using plane = planeUnderTest();
    plane.report(totalsOf({ gauges: { breaker_open: 1 } }));
    expect(await read(plane)).toContain('mirroring is suspended');
  });

  it('stays small with thousands of routes and differences', async () => {
    using plane = planeUnderTest({ routesMax: 5000 });
    await plane.feed(
      Array.from({ length: 3000 }, (_, index) =>
        mismatchOf([differenceOf({ template: `$.f${index}` })], { route: `GET /r${index}` }),
      ),
    );
    const page = await pageOf(plane);
    expect(page.length).toBeLessThan(100_000);
    expect(page).toContain('2,992 more open differences');
  });
});
