import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatFault } from '../../src/config/fault.ts';
import { loadPlan } from '../../src/rollout/load-plan.ts';

function load(text: string, environment = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-plan-'));
  try {
    const file = join(folder, 'plan');
    writeFileSync(file, text);
    const loaded = loadPlan(file, environment);
    const faults = loaded.faults?.map((fault) => formatFault(fault).replace(`${folder}/`, ''));
    return { secrets: [], ...loaded, faults: faults ?? [] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const commands = 'promote: {command: [a]}, rollback: {command: [b]}, verify: {command: [c]}';

function environment(name: string, tier: string, more = ''): string {
  return `  - {name: ${name}, tier: ${tier}, gate: {url: "http://h:1"}, ${commands}${more}}\n`;
}

function planOf(tiers: string, ...environments: readonly string[]): string {
  return `rollout: test\ntiers: [${tiers}]\nenvironments:\n${environments.join('')}`;
}

describe('the plan of a rollout', () => {
  it('has absolute paths and defaults', () => {
    const { plan } = load(planOf('one', environment('a', 'one')));
    expect(plan).toMatchObject({
      journal: expect.stringMatching(/^\/.*\/rollout\.journal$/),
      limits: { atOnce: 1, quietHours: [], gateUnreachableMinutes: 15 },
      environments: [{ soakHours: 24, onFail: 'rollback', gate: { before: 'notFail' } }],
    });
  });

  it('has values from the environment, and arguments among them may be secrets', () => {
    const text = planOf('one', environment('a', 'one', ', onFail: "${FAIL}"')).replace(
      '[a]',
      '[a, "${KEY}"]',
    );
    expect(load(text, { FAIL: 'hold', KEY: 'hunter2' })).toMatchObject({
      plan: { environments: [{ onFail: 'hold', promote: { command: ['a', 'hunter2'] } }] },
      secrets: ['hunter2'],
    });
  });

  it('has a secret in the value of a variable that is a part of an argument', () => {
    const text = planOf('one', environment('a', 'one')).replace(
      '[a]',
      '[a, "--login=${NAME}:${KEY}"]',
    );
    expect(load(text, { NAME: 'deployer', KEY: 'hunter2' }).secrets).toEqual([
      '--login=deployer:hunter2',
      'deployer',
      'hunter2',
    ]);
  });

  it('has no secret in the version, or in a default, which the plan shows', () => {
    const text = `version: "\${VERSION}"\n${planOf('one', environment('a', 'one'))}`.replace(
      '[a]',
      '[a, "${VERSION}", "${REGION:-eu-west}"]',
    );
    expect(load(text, { VERSION: '1.4.2' }).secrets).toEqual([]);
  });
});

describe('a fault of a plan has its position if', () => {
  const faulty: readonly (readonly [string, string, readonly string[]])[] = [
    [
      'two environments have one name',
      planOf('one', environment('a', 'one'), environment('a', 'one')),
      [
        'plan:5:12: environments[1].name: another environment has the name a, too: each needs its own',
      ],
    ],
    [
      'a tier is unknown',
      planOf('one', environment('a', 'one'), environment('b', 'two')),
      ['plan:5:21: environments[1].tier: there is no tier two: write one of one'],
    ],
    [
      'a tier has no environment',
      planOf('one, two', environment('a', 'one')),
      ['plan:2:14: tiers[1]: no environment is in the tier two: add one, or remove the tier'],
    ],
    [
      'after names an unknown environment',
      planOf('one', environment('a', 'one', ', after: [b]')),
      [expect.stringContaining('there is no environment b: write one of a')],
    ],
    [
      'after names a later tier',
      planOf('one, two', environment('a', 'one', ', after: [b]'), environment('b', 'two')),
      [expect.stringContaining('b is in the later tier two: neither can start')],
    ],
    [
      'environments are after each other',
      planOf(
        'one',
        environment('a', 'one', ', after: [b]'),
        environment('b', 'one', ', after: [a]'),
      ),
      [
        expect.stringContaining('a is after b is after a: none of them can start'),
        expect.stringContaining('b is after a is after b: none of them can start'),
      ],
    ],
    [
      'a command is a text',
      planOf('one', environment('a', 'one')).replace('[a]', 'kubectl apply'),
      [
        'plan:4:72: environments[0].promote.command: no shell reads it: write a list of arguments, ' +
          'such as [kubectl, apply, -f, flag.yaml], not "kubectl apply"',
      ],
    ],
    [
      'an argument is a number',
      planOf('one', environment('a', 'one')).replace('[a]', '[sleep, 5]'),
      [expect.stringContaining('command[1]: write each argument as a text: put quotes around it')],
    ],
    [
      'a key is missing',
      planOf('one', environment('a', 'one').replace(', verify: {command: [c]}', '')),
      [expect.stringContaining('environments[0].verify: is missing: write verify: {command: ')],
    ],
    [
      'a time zone is unknown',
      `${planOf('one', environment('a', 'one'))}limits: {quietHours: [{timeZone: Mars/Olympus}]}\n`,
      [expect.stringContaining('write a time zone of the IANA list, such as Europe/Berlin')],
    ],
    [
      'a token file is missing',
      planOf('one', environment('a', 'one')).replace(
        '"http://h:1"',
        '"http://h:1", tokenFile: none',
      ),
      [expect.stringContaining('environments[0].gate.tokenFile: there is no such file')],
    ],
  ];

  it.each(faulty)('%s', (_, text, faults) => {
    expect(load(text).faults).toEqual(faults);
  });
});
