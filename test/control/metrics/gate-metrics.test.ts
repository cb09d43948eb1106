import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { recordNotCompared } from '../../../src/control/evidence/record-exchange.ts';
import { emptyEvidence } from '../../../src/vocabulary/evidence.ts';
import { systemProgram } from '../../support/system-package.ts';
import { gateUnderTest, type GateUnderTest } from '../gate/gate-under-test.ts';
import { addExchanges, cleanEvidence, place } from '../gate/observed-exchange.ts';

const promtool = systemProgram('promtool', { package: 'prometheus' });

async function scrape(under: GateUnderTest): Promise<string> {
  return (await under.ask('/metrics')).text();
}

async function samples(under: GateUnderTest, start: string): Promise<readonly string[]> {
  return (await scrape(under)).split('\n').filter((line) => line.startsWith(start));
}

describe('the metrics of the gate', () => {
  it.each([
    ['pass', 1, cleanEvidence()],
    ['inconclusive', 0, emptyEvidence()],
    ['fail', -1, addExchanges(emptyEvidence(), 200, { differences: [place('$.cost')] })],
  ])('have %s as %i', async (_, value, evidence) => {
    expect(await samples(gateUnderTest({ evidence }), 'parallax_gate_verdict')).toEqual([
      `parallax_gate_verdict ${value}`,
    ]);
  });

  it('include each criterion, for each area and for all areas', async () => {
    const under = gateUnderTest({ evidence: cleanEvidence() });
    expect(await samples(under, 'parallax_gate_criterion{')).toEqual([
      'parallax_gate_criterion{area="keys",criterion="mismatches"} 1',
      'parallax_gate_criterion{area="keys",criterion="errors"} 1',
      'parallax_gate_criterion{area="keys",criterion="latency"} 1',
      'parallax_gate_criterion{area="keys",criterion="latency_tail"} 1',
      'parallax_gate_criterion{area="keys",criterion="findings"} 1',
      'parallax_gate_criterion{area="keys",criterion="recent"} 1',
      'parallax_gate_criterion{area="keys",criterion="route_exchanges"} 1',
      'parallax_gate_criterion{area="keys",criterion="coverage"} 1',
      'parallax_gate_criterion{area="keys",criterion="excused"} 1',
      'parallax_gate_criterion{area="keys",criterion="soak"} 1',
      'parallax_gate_criterion{area="(all)",criterion="scope"} 1',
      'parallax_gate_criterion{area="(all)",criterion="coverage"} 1',
      'parallax_gate_criterion{area="(all)",criterion="epoch"} 1',
      'parallax_gate_criterion{area="(all)",criterion="hold"} 1',
    ]);
  });

  it('include the mismatch ratio with its interval and its budget', async () => {
    const evidence = addExchanges(cleanEvidence(), 20, { differences: [place('$.cost')] });
    const found = await samples(gateUnderTest({ evidence }), 'parallax_mismatch_ratio');
    expect(found).toEqual([
      expect.stringMatching(/^parallax_mismatch_ratio{area="keys",bound="lower"} 0$/),
      `parallax_mismatch_ratio{area="keys",bound="estimate"} ${20 / 2020}`,
      expect.stringMatching(/^parallax_mismatch_ratio{area="keys",bound="upper"} 0\.0[12]\d*$/),
      'parallax_mismatch_ratio_budget{area="keys"} 0.01',
    ]);
  });

  it('include no coverage before the first exchange', async () => {
    expect(await samples(gateUnderTest(), 'parallax_coverage_ratio{')).toEqual([]);
    const under = gateUnderTest({ evidence: cleanEvidence() });
    expect(await samples(under, 'parallax_coverage_ratio{')).toEqual([
      'parallax_coverage_ratio{area="keys"} 1',
      'parallax_coverage_ratio{area="(all)"} 1',
    ]);
  });

  it('include the excused ratio and its maximum', async () => {
    const evidence = cleanEvidence(1500);
    for (let at = 0; at < 500; at += 1) {
      recordNotCompared(evidence, { area: 'keys', route: 'GET /keys' }, 'shed', 'racy');
    }
    const found = await samples(gateUnderTest({ evidence }), 'parallax_excused_ratio');
    expect(found).toEqual([
      'parallax_excused_ratio{area="keys"} 0.25',
      'parallax_excused_ratio_max{area="keys"} 0.05',
    ]);
  });

  it('include the soak and its required length, in seconds', async () => {
    const evidence = addExchanges(emptyEvidence(), 10, {}, 2);
    expect(await samples(gateUnderTest({ evidence }), 'parallax_gate_soak')).toEqual([
      'parallax_gate_soak_seconds{area="keys"} 7200',
      'parallax_gate_soak_required_seconds{area="keys"} 86400',
    ]);
  });

  it('name the current epoch only', async () => {
    const under = gateUnderTest({ evidence: cleanEvidence() });
    await scrape(under);
    under.evidence.start('v2', emptyEvidence());
    expect(await samples(under, 'parallax_gate_epoch_info{')).toEqual([
      'parallax_gate_epoch_info{version="v2",epoch="v2"} 1',
    ]);
  });

  it('show the action of an operator at the next scrape', async () => {
    const under = gateUnderTest({ evidence: cleanEvidence() });
    await scrape(under);
    await under.send('POST', '/api/gate/hold');
    expect(await samples(under, 'parallax_gate_verdict')).toEqual(['parallax_gate_verdict 0']);
  });
});

describe.skipIf(promtool === null)('promtool check metrics', () => {
  it('reports no problem, whatever the version of the candidate', async () => {
    const under = gateUnderTest({ evidence: cleanEvidence() });
    under.evidence.start('"v2"\\\n\0\ud800 '.repeat(40), cleanEvidence());
    const checked = spawnSync(promtool!, ['check', 'metrics'], {
      input: await scrape(under),
      encoding: 'utf8',
    });
    expect(checked.stdout + checked.stderr).toBe('');
    expect(checked.status).toBe(0);
  });
});

describe('the HELP text of a metric that all processes with one store export', () => {
  const ofFleet = /^# HELP parallax_(?:gate|epoch|mismatch_ratio|coverage_ratio|excused_ratio)/;

  it('recommends max, because a sum would count everything once for each process', async () => {
    const under = gateUnderTest({ evidence: cleanEvidence() });
    const helps = (await scrape(under)).split('\n').filter((line) => ofFleet.test(line));
    expect(helps.length).toBeGreaterThan(15);
    expect(helps.filter((help) => !help.endsWith('aggregate with max, not with sum.'))).toEqual([]);
  });
});
