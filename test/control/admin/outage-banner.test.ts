import { describe, expect, it } from 'vitest';
import type { Outage } from '../../../src/vocabulary/outage.ts';
import { totalsOf } from '../comparison-fixture.ts';
import { planeUnderTest, type PlaneUnderTest } from '../plane-under-test.ts';

const sinceMs = Date.UTC(2026, 0, 31, 22, 22, 5);
const ofPrimary: Outage = {
  deployment: 'primary',
  url: 'http://legacy.test:5000',
  fault: 'refused',
  sinceMs,
};
const ofCandidate: Outage = {
  deployment: 'candidate',
  url: 'http://candidate.test:5001',
  fault: 'timeout',
  sinceMs,
};
const ofSecondary: Outage = {
  deployment: 'secondary',
  url: 'http://twin.test:5002',
  fault: 'unresolved',
  sinceMs,
};

/** The text of the page from its start on, tags dropped, white space joined. */
async function read(plane: PlaneUnderTest, path: string): Promise<string> {
  const page = await (await plane.ask(path)).text();
  return page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
}

describe('the banner of outages', () => {
  it.each(['/', '/routes', '/exchanges', '/health', '/config', '/outages'])(
    'is on the page %s, with address, time and reason',
    async (path) => {
      using plane = planeUnderTest();
      plane.report(totalsOf({ outages: [ofPrimary] }));
      expect(await read(plane, path)).toContain(
        'No connection to primary at http://legacy.test:5000 since 2026-01-31 22:22:05 UTC: ' +
          'connection refused. Clients get a 502.',
      );
    },
  );

  it('names the candidate and the secondary', async () => {
    using plane = planeUnderTest();
    plane.report(totalsOf({ outages: [ofCandidate, ofSecondary] }));
    const text = await read(plane, '/outages');
    expect(text).toContain(
      'No connection to the candidate at http://candidate.test:5001 since 2026-01-31 22:22:05 UTC: ' +
        'no answer in time.',
    );
    expect(text).toContain('No connection to the secondary at http://twin.test:5002');
  });

  it('disappears once the deployment can be reached', async () => {
    using plane = planeUnderTest();
    plane.report(totalsOf({ outages: [ofCandidate] }));
    plane.report(totalsOf());
    expect(await read(plane, '/outages')).not.toContain('No connection');
    expect(await read(plane, '/')).not.toContain('No connection');
  });

  it('is empty before the first reports of the planes', async () => {
    using plane = planeUnderTest();
    expect(await read(plane, '/')).not.toContain('No connection');
  });

  it('reloads itself', async () => {
    using plane = planeUnderTest();
    expect(await (await plane.ask('/')).text()).toMatch(
      /id="outages"\s+aria-label="Notices"\s+hx-get="\/outages"\s+hx-trigger="every 5s"/,
    );
  });
});

describe('the answers to clients', () => {
  it('are on the health page', async () => {
    using plane = planeUnderTest();
    plane.report(
      totalsOf({
        answers: { '2xx': 1204, '3xx': 0, '4xx': 7, '5xx': 0, other: 0 },
        turnedAway: { ...totalsOf().turnedAway, bad_gateway: 3 },
      }),
    );
    const text = await read(plane, '/health');
    expect(text).toContain('answers to clients 2xx 1,204 4xx 7 ');
    expect(text).toContain('Not served by primary bad gateway 3 ');
    expect(text).toContain('Failed connections to primary None.');
  });

  it('are in the health for programs', async () => {
    using plane = planeUnderTest();
    plane.report(totalsOf({ outages: [ofPrimary] }));
    expect(await (await plane.ask('/api/health')).json()).toMatchObject({
      answers: { '2xx': 0 },
      turnedAway: { bad_gateway: 0 },
      connectFaults: { refused: 0 },
      outages: [ofPrimary],
    });
  });
});
