import { describe, expect, it } from 'vitest';
import { formatFault } from '../../src/config/fault.ts';
import type { FlagValues } from '../../src/config/flags.ts';
import { loadConfig } from '../../src/config/load.ts';
import { configOf, faultsOf, upstreams } from './config-text.ts';

const instance = {
  kind: 'instance',
  url: 'http://twin.test',
  hostHeader: 'client',
  ownState: false,
  timeoutMs: 30_000,
};
const self = { kind: 'self', share: 0.05, perSecondMax: 5, timeoutMs: 30_000 };

describe('a secondary', () => {
  it('is off by default, because it needs resources', () => {
    expect(configOf(upstreams).secondary).toBeUndefined();
  });

  it.each<[string, object]>([
    ['http://twin.test', instance],
    ['{url: http://twin.test, hostHeader: upstream}', { ...instance, hostHeader: 'upstream' }],
    ['self', self],
    ['{url: self}', self],
    ['{self: {share: 0.5}, timeoutMs: 100}', { ...self, share: 0.5, timeoutMs: 100 }],
  ])('may be written as %s', (text, secondary) => {
    expect(configOf(`${upstreams}secondary: ${text}\n`).secondary).toEqual(secondary);
  });

  it.each<[string, FlagValues, object]>([
    ['', { secondary: 'http://twin.test' }, instance],
    ['', { secondary: 'self', 'secondary-self-share': '0.5' }, { ...self, share: 0.5 }],
    ['secondary: self\n', { 'secondary-self-per-second-max': '50' }, { ...self, perSecondMax: 50 }],
    ['secondary: self\n', { secondary: 'http://twin.test' }, instance],
    ['secondary: http://twin.test\n', { secondary: 'self' }, self],
  ])('%j may be changed with the flags %j', (text, flags, secondary) => {
    expect(configOf(upstreams + text, { flags }).secondary).toEqual(secondary);
  });
});

describe('the faults of a secondary', () => {
  it.each<[string, readonly string[]]>([
    ['{}', ['secondary: write secondary: http://HOST:PORT or secondary: self']],
    ['5', ['secondary: write http://HOST:PORT|self, or keys below it']],
    [
      'twin.test',
      [
        'secondary.url: write an origin, http://HOST:PORT or https://HOST:PORT, with or without a path, and without a query or user name',
      ],
    ],
    [
      '{url: http://twin.test, self: {}}',
      ['secondary.self: leave out either this or url: there is one secondary'],
    ],
    [
      '{self: {}, ownState: true, hostHeader: client}',
      [
        'secondary.ownState: leave this out: self uses the settings of primary',
        'secondary.hostHeader: leave this out: self uses the settings of primary',
      ],
    ],
    [
      '{self: {share: 0, perSecondMax: 0}}',
      [
        'secondary.self.share: write a number above 0, not 0',
        'secondary.self.perSecondMax: write a number above 0, not 0',
      ],
    ],
    [
      'http://legacy.test/',
      [
        'secondary.url: this is primary: write secondary: self, which sends it few requests and no writes',
      ],
    ],
    [
      'http://new.test',
      ['secondary.url: this is the candidate: every difference would count as noise'],
    ],
  ])('are found in: %s', (text, faults) => {
    const found = faultsOf(`${upstreams}secondary: ${text}\n`);
    expect(found.map((fault) => fault.replace(/^file:\d+:\d+: /, ''))).toEqual(faults);
  });

  const writes =
    'mirror.methods: where writes are mirrored, the secondary must get them too, or every written ' +
    'value would count as noise: set secondary.ownState: true if it has its own database, ' +
    'secondary: self, or mirror.methods: safe';

  it.each<[string, readonly string[]]>([
    ['http://twin.test', [`file:3:19: ${writes}`]],
    ['{url: http://twin.test, ownState: true}', []],
    ['self', []],
  ])('if writes are mirrored, with %s', (secondary, faults) => {
    const text =
      'primary: http://legacy.test\ncandidate: {url: http://new.test, ownState: true}\n' +
      `mirror: {methods: all}\nsecondary: ${secondary}\n`;
    expect(faultsOf(text)).toEqual(faults);
  });

  it('are reported with those of other parts', () => {
    const text = `${upstreams}mirror: {methods: all, sample: 2}\nsecondary: http://twin.test\n`;
    expect(faultsOf(text).map((fault) => fault.split(': ').slice(1, 3).join(': '))).toEqual([
      'mirror.methods: mirroring writes changes data twice unless the candidate has its own database',
      'mirror.methods: where writes are mirrored, the secondary must get them too, or every written value would count as noise',
      'mirror.sample: write a number of at most 1, not 2',
    ]);
  });

  it('name the flag if the value comes from a flag', () => {
    const flags = {
      primary: 'http://a',
      candidate: 'http://b',
      secondary: 'http://b',
      'secondary-self-share': '2',
    };
    expect((loadConfig({ flags }).faults ?? []).map(formatFault)).toEqual([
      '--secondary-self-share: write a number of at most 1, not 2',
    ]);
    const { 'secondary-self-share': _, ...others } = flags;
    expect((loadConfig({ flags: others }).faults ?? []).map(formatFault)).toEqual([
      '--secondary: this is the candidate: every difference would count as noise',
    ]);
  });
});
