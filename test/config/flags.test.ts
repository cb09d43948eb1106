import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatFault } from '../../src/config/fault.ts';
import { configFlags, type FlagValues } from '../../src/config/flags.ts';
import { loadConfig } from '../../src/config/load.ts';
import { configOf, faultsOf, upstreams } from './config-text.ts';

const bothUpstreams: FlagValues = { primary: 'http://a', candidate: 'http://b' };

describe('the command-line flags', () => {
  it('exist for each key of the schema with a single value or a list of texts', () => {
    expect(configFlags.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'listen',
        'tls-cert',
        'forwarded',
        'routes-max',
        'candidate-own-state',
        'mirror-sample-by',
        'compare-ignore',
        'log-level',
      ]),
    );
    expect(configFlags.some(({ path }) => path[0] === 'routes')).toBe(false);
  });

  it('have the name of a part if the part may be a plain value', () => {
    const names = configFlags.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['primary', 'candidate', 'admin']));
    expect(names).not.toContain('primary-url');
  });

  it('have unique names', () => {
    expect(new Set(configFlags.map(({ name }) => name)).size).toBe(configFlags.length);
  });
});

describe('a config of flags alone', () => {
  it('has values of the type of their key', () => {
    const flags: FlagValues = {
      ...bothUpstreams,
      listen: '[::1]:80',
      admin: '127.0.0.1:0',
      forwarded: true,
      'candidate-own-state': 'true',
      'mirror-methods': 'all',
      'mirror-sample': '0.5',
      'compare-headers': ['etag', 'Vary'],
    };
    expect(loadConfig({ flags }).config).toMatchObject({
      primary: { url: 'http://a' },
      listen: { host: '::1', port: 80 },
      admin: { listen: { host: '127.0.0.1', port: 0 } },
      forwarded: true,
      candidate: { url: 'http://b', ownState: true },
      mirror: { methods: 'all', sample: 0.5 },
      compare: { headers: { compare: ['etag', 'vary'] } },
    });
  });

  it.each<[FlagValues, readonly string[]]>([
    [
      {},
      [
        '--primary: is missing: write --primary http://HOST:PORT',
        '--candidate: is missing: write --candidate http://HOST:PORT',
      ],
    ],
    [
      { ...bothUpstreams, 'mirror-concurrency': 'many', forwarded: 'maybe' },
      [
        '--forwarded: write true or false, not "maybe"',
        '--mirror-concurrency: write a whole number, not "many"',
      ],
    ],
    [
      { ...bothUpstreams, 'mirror-concurrency': '' },
      ['--mirror-concurrency: write a whole number, not ""'],
    ],
    [
      { ...bothUpstreams, 'tls-cert': '/nowhere/cert.pem' },
      [
        '--tls-key: is missing: write --tls-key FILE',
        '--tls-cert: there is no such file: /nowhere/cert.pem',
      ],
    ],
    [
      { ...bothUpstreams, 'compare-ignore': ['$.a', 'b'] },
      [expect.stringMatching(/^--compare-ignore: write an RFC 9535 JSONPath/)],
    ],
    [
      { ...bothUpstreams, 'mirror-methods': 'all' },
      [expect.stringMatching(/^--mirror-methods: mirroring writes changes data twice/)],
    ],
  ])('has faults that name the flag: %j', (flags, faults) => {
    expect((loadConfig({ flags }).faults ?? []).map(formatFault)).toEqual(faults);
  });
});

describe('flags and a file', () => {
  it('are one config in which flags override the file', () => {
    const text = `${upstreams}mirror: {sample: 0.5, concurrency: 3}\ncompare: {headers: [etag]}\n`;
    const flags = { 'mirror-sample': '1', candidate: 'http://c', 'compare-headers': ['vary'] };
    expect(configOf(text, { flags })).toMatchObject({
      primary: { url: 'http://legacy.test' },
      candidate: { url: 'http://c' },
      mirror: { sample: 1, concurrency: 3 },
      compare: { headers: { compare: ['vary'] } },
    });
  });

  it('are merged if the file has a part in short form', () => {
    const flags = { 'candidate-own-state': 'true' };
    expect(configOf(upstreams, { flags }).candidate).toMatchObject({
      url: 'http://new.test',
      ownState: true,
    });
  });

  it('have no fault if a flag replaces an invalid value of the file', () => {
    expect(configOf('primary: nonsense\n', { flags: bothUpstreams }).primary.url).toBe('http://a');
  });

  it('have faults with the position of each', () => {
    const faults = faultsOf(`${upstreams}mirror: {sample: 3}\n`, {
      flags: { 'log-level': 'loud' },
    });
    expect(faults).toEqual([
      'file:3:18: mirror.sample: write a number of at most 1, not 3',
      '--log-level: write one of debug, info, warn, error, not "loud"',
    ]);
  });

  it('have a fault if a part of the file is not a map, even beside a flag of that part', () => {
    const faults = faultsOf(`${upstreams}mirror: 5\n`, { flags: { 'mirror-sample': '1' } });
    expect(faults).toEqual(['file:3:9: mirror: write keys below it, not 5']);
  });

  it('have paths relative to the working directory, and relative to the file', () => {
    const flags = { 'tls-key': 'key.pem' };
    const faults = faultsOf(`${upstreams}tls: {cert: cert.pem}\n`, { flags });
    expect(faults).toEqual([
      expect.stringMatching(
        /^file:3:13: tls\.cert: there is no such file: .+\/parallax-config-.+\/cert\.pem$/,
      ),
      `--tls-key: there is no such file: ${resolve('key.pem')}`,
    ]);
  });
});
