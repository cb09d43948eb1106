import { describe, expect, it } from 'vitest';
import { gaugeNames } from '../../../src/vocabulary/gauges.ts';
import { Tally } from '../../../src/vocabulary/tally.ts';
import { comparisonOf, totalsOf } from '../comparison-fixture.ts';
import { planeUnderTest } from '../plane-under-test.ts';

async function textOf(path: string, gauges: object): Promise<string> {
  using plane = planeUnderTest();
  await plane.feed([comparisonOf()]);
  plane.report(totalsOf({ gauges }));
  return (await plane.ask(path)).text();
}

describe('the health page', () => {
  it('shows the mirror lag that the shadow plane reports', async () => {
    expect(await textOf('/health', { mirror_lag_seconds: 1.25 })).toContain('<dd>1.25 s</dd>');
  });

  it('lists peers that could not be connected to because descriptors ran out', async () => {
    using plane = planeUnderTest();
    const ownLimits = { client: 0, primary: 12_345, candidate: 0, secondary: 0 };
    plane.report(totalsOf({ ownLimits }));
    expect(await (await plane.ask('/health')).text()).toMatch(
      /Own limits[^]*<dt>primary<\/dt>\s*<dd>12,345<\/dd>/,
    );
  });
});

describe('the list of gauges', () => {
  it('has the name of each gauge of a plane, because other names do not compile', () => {
    const tally = new Tally();
    // @ts-expect-error the name has another unit
    tally.gauge('mirror_lag_ms', () => 1);
    expect(gaugeNames).not.toContain('mirror_lag_ms');
  });

  it('has every gauge of a plane that /metrics exports', async () => {
    const all = Object.fromEntries(gaugeNames.map((name, at) => [name, at + 1]));
    const metrics = await textOf('/metrics', all);
    for (const [name, value] of Object.entries(all)) {
      expect(metrics).toContain(`\nparallax_${name} ${value}\n`);
    }
  });
});
