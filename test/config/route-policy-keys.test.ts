import { describe, expect, it } from 'vitest';
import { configOf, faultsOf, upstreams } from './config-text.ts';

const routesOf = (...routes: string[]): string =>
  `${upstreams}routes:\n${routes.map((route) => `  - {match: GET /a, ${route}}\n`).join('')}`;

describe('the mirroring policy of a route', () => {
  it('may have a share, a cap and a timeout at once', () => {
    const { routes } = configOf(routesOf('sample: 0.1, perSecondMax: 0.5, timeoutMs: 120000'));
    expect(routes).toMatchObject([{ sample: 0.1, perSecondMax: 0.5, timeoutMs: 120_000 }]);
  });

  it.each([
    [
      'sample',
      '0',
      'write a share above 0 and up to 1; to mirror nothing of a route, write mirror: off',
    ],
    ['sample', '-0.1', 'write a share above 0 and up to 1'],
    ['sample', '10', 'write a number of at most 1, not 10'],
    ['sample', '.nan', 'write a number'],
    ['sample', 'half', 'write a number, not "half"'],
    [
      'perSecondMax',
      '0',
      'write a number above 0; to mirror nothing of a route, write mirror: off',
    ],
    ['perSecondMax', '-5', 'write a number above 0'],
    ['perSecondMax', '.inf', 'write a number'],
    ['perSecondMax', '20000', 'write a number of at most 10000, not 20000'],
    ['perSecondMax', '5/s', 'write a number, not "5/s"'],
    ['timeoutMs', '0', 'write a number above 0, not 0'],
    ['timeoutMs', '1.5', 'write a whole number, not 1.5'],
    ['timeoutMs', '30s', 'write a whole number, not "30s"'],
    ['timeoutMs', '3000000000', 'at most 2147483647 ms (24 days)'],
  ])('may not have %s: %s; the fault shows what to write', (key, value, advice) => {
    const faults = faultsOf(routesOf(`${key}: ${value}`));
    expect(faults).toHaveLength(1);
    const column = '  - {match: GET /a, '.length + key.length + ': '.length + 1;
    expect(faults[0]).toMatch(new RegExp(`^file:4:${column}: routes\\[0\\]\\.${key}: `));
    expect(faults[0]).toContain(advice);
  });

  it.each([
    ['samples', 'sample'],
    ['perSecond', 'perSecondMax'],
    ['per-second-max', 'perSecondMax'],
    ['timeout', 'timeoutMs'],
  ])('may not have the key %s; the fault suggests %s', (key, meant) => {
    expect(faultsOf(routesOf(`${key}: 1`))).toEqual([
      expect.stringMatching(`^file:4:21: routes\\[0\\]\\.${key}: .*did you mean ${meant}\\?`),
    ]);
  });

  it.each(['safe: true', 'sample: 0.5', 'perSecondMax: 5', 'timeoutMs: 100'])(
    'may not have mirror: off and %s, which would have no effect',
    (setting) => {
      const [key] = setting.split(':');
      expect(faultsOf(routesOf(`mirror: off, ${setting}`))).toEqual([
        expect.stringMatching(
          `^file:4:\\d+: routes\\[0\\]\\.${key}: a route with mirror: off is never mirrored, so ${key} has no effect: remove one`,
        ),
      ]);
    },
  );
});
