import { describe, expect, it } from 'vitest';
import type { FlagValues } from '../../src/config/flags.ts';
import type { Environment } from '../../src/config/substitute.ts';
import { loadText } from './config-text.ts';

function settingsOf(text: string, flags: FlagValues = {}, environment: Environment = {}) {
  const { settings, faults } = loadText(text, { flags, environment });
  if (faults !== null) throw new Error(JSON.stringify(faults));
  return new Map(settings.map(({ path, value, origin }) => [path, [value, origin]]));
}

const text = `primary: http://127.0.0.1:5000
candidate:
  url: \${CANDIDATE}
  ownState: true
mirror: {methods: all}
routes:
  - match: GET /api/keys
    area: keys
`;

const environment = { CANDIDATE: 'http://127.0.0.1:5001' };

describe('the displayed settings', () => {
  it('have the position of each value in the file', () => {
    const settings = settingsOf(text, {}, environment);
    expect(settings.get('mirror.methods')).toEqual(['all', expect.stringMatching(/\.yaml:5$/)]);
    expect(settings.get('routes[0].area')).toEqual(['keys', expect.stringMatching(/\.yaml:8$/)]);
  });

  it('include a value in short form', () => {
    const settings = settingsOf(text, {}, environment);
    expect(settings.get('primary.url')).toEqual([
      'http://127.0.0.1:5000',
      expect.stringMatching(/\.yaml:1$/),
    ]);
    expect(settings.get('primary.hostHeader')).toEqual(['client', 'default']);
  });

  it('have the name of the variable that provided a value', () => {
    expect(settingsOf(text, {}, environment).get('candidate.url')).toEqual([
      'http://127.0.0.1:5001',
      expect.stringMatching(/\.yaml:3 from \$CANDIDATE$/),
    ]);
  });

  it('have the flag that provided a value', () => {
    const settings = settingsOf(text, { listen: '127.0.0.1:7000' }, environment);
    expect(settings.get('listen')).toEqual(['127.0.0.1:7000', '--listen']);
  });

  it('include defaults', () => {
    expect(settingsOf(text, {}, environment).get('mirror.concurrency')).toEqual(['64', 'default']);
  });
});
