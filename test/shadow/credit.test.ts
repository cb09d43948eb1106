/** All credit of the live plane must return once, or the live plane sheds for ever. */
import { describe, expect, it } from 'vitest';
import { shedReasons } from '../../src/vocabulary/shed.ts';
import { until } from '../support/until.ts';
import { exchangesFrom } from './exchange-fixture.ts';
import { mirrorTo, ok } from './raw-candidate.ts';
import type { ShadowUnderTest } from './shadow-under-test.ts';

/** The candidate's answer for each path; it hangs at any other. */
const answers: Readonly<Record<string, string>> = {
  '/whole': ok,
  '/garbage': 'garbage',
  '/half': 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf',
  '/upgrade': 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n',
  '/large': `HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n${'x'.repeat(9_999)}`,
  '/interim': `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${ok}`,
};

function mirrorToMoody(overrides: Record<string, unknown>): Promise<ShadowUnderTest> {
  return mirrorTo((socket, request) => {
    const path = request.toString('latin1').split(' ')[1] ?? '';
    const answer = answers[path];
    if (path === '/reset') socket.resetAndDestroy();
    else if (answer !== undefined) socket.write(answer, () => path === '/half' && socket.end());
  }, overrides);
}

/** Credit is returned in the order of release, so that of the last exchange comes last. */
async function expectAllPaidBack(shadow: ShadowUnderTest): Promise<void> {
  shadow.send(exchangesFrom(9_000_000)({}, { leftOut: 'aborted' }));
  await until(() => shadow.heldBytes <= 0);
  expect(shadow.heldBytes).toBe(0);
}

describe('the credit of the live plane', () => {
  it('returns once for each exchange, and each exchange is passed on once, whatever its outcome', async () => {
    const shadow = await mirrorToMoody({
      candidate: { timeoutMs: 200 },
      capture: { bodyBytesMax: 5_000 },
      mirror: { methods: 'all', concurrency: 7, queueMax: 40 },
    });
    const exchange = exchangesFrom();
    const targets = [...Object.keys(answers), '/reset', '/hangs', '*', 'not-a-path'];
    const sent = Array.from({ length: 8 }, () => [
      ...targets.flatMap((target) => ['GET', 'POST'].map((method) => exchange({ target, method }))),
      exchange({ fields: ['Host', 'a', 'X-Bad', 'a\x01b'] }),
      ...shedReasons.map((leftOut) => exchange({}, { leftOut })),
    ]).flat();
    shadow.send(...sent);
    await until(() => shadow.pairs.length >= sent.length);
    const passedOn = shadow.pairs.map((pair) => pair.exchange.sequence);
    expect(passedOn.toSorted((a, b) => a - b)).toEqual(sent.map(({ sequence }) => sequence));
    await expectAllPaidBack(shadow);
  });
});

describe('a compare plane that no longer reads', () => {
  it('gets no more than its budget, and the rest is shed and counted', async () => {
    const shadow = await mirrorToMoody({ capture: { budgetBytes: 50_000 } });
    shadow.replaceCompare({ keepsPairs: true });
    const exchange = exchangesFrom();
    let shed = 0;
    for (let i = 0; i < 10; i += 1) {
      shadow.send(...Array.from({ length: 30 }, () => exchange({ target: '/whole' })));
      await until(() => shadow.heldBytes === 0);
      shed += shadow.report().shed.compare_budget ?? 0;
    }
    await until(() => shadow.pairs.length + shed === 300);
    // Each takes up at least what is charged beside its bytes.
    expect(shadow.pairs.length).toBeLessThan(50_000 / 512);
    expect(shadow.pairs.length).toBeGreaterThan(0);
  });
});
