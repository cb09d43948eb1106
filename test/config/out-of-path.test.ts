import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { outOfPathOf } from '../../src/config/out-of-path.ts';
import { configSchema } from '../../src/config/schema.ts';
import { faultsOf, upstreams } from './config-text.ts';

function settingsOf(outOfPath: unknown) {
  return outOfPathOf(
    configSchema.parse({ primary: 'http://a:1', candidate: 'http://b:1', outOfPath }),
  );
}

describe('outOfPath', () => {
  it.each([[undefined], [false], [{ on: false, concurrency: 2 }]])('is off: %j', (value) => {
    expect(settingsOf(value)).toBeNull();
  });

  it.each([[true], [{}], [{ on: true }]])(
    'is on, with a low load on primary by default: %j',
    (value) => {
      expect(settingsOf(value)).toMatchObject({
        concurrency: 8,
        perSecondMax: 100,
        slowMs: 2_000,
        primaryOwnState: false,
        hostSuffix: '-shadow',
      });
    },
  );

  it('may be a flag without a value', () => {
    const flags = { primary: 'http://a:1', candidate: 'http://b:1', 'out-of-path': true } as const;
    const { config } = loadConfig({ flags });
    expect(config?.outOfPath?.on).toBe(true);
    const { config: more } = loadConfig({ flags: { ...flags, 'out-of-path-concurrency': '3' } });
    expect(more?.outOfPath).toMatchObject({ on: true, concurrency: 3 });
  });

  it('sends writes only to a primary with its own state', () => {
    const text = `${upstreams.replace(/candidate:.*/, 'candidate: {url: "http://b:1", ownState: true}')}
mirror: {methods: all}
`;
    expect(faultsOf(`${text}outOfPath: true\n`)).toEqual([
      expect.stringMatching(
        /mirror\.methods: with outOfPath, Parallax sends writes to primary a second time/,
      ),
    ]);
    expect(faultsOf(`${text}outOfPath: {primaryOwnState: true}\n`)).toEqual([]);
  });

  it('is a fault with forwarded, because its clients are mirrors', () => {
    expect(faultsOf(`${upstreams}\noutOfPath: true\nforwarded: true\n`)).toEqual([
      expect.stringContaining('forwarded: with outOfPath, the client of Parallax is the mirror'),
    ]);
  });

  it.each(['tap', 'hub', 'record'] as const)('is a fault with the role %s', (role) => {
    const flags = { primary: 'http://a:1', candidate: 'http://b:1', 'out-of-path': true } as const;
    const words = loadConfig({ flags, role }).faults?.map(({ message }) => message);
    expect(words).toContainEqual(
      expect.stringContaining(`parallax ${role} cannot be the target of a mirror`),
    );
  });

  it('refuses a deployment whose address is that of the mirroring proxy', () => {
    const text = `
primary: http://localhost
candidate: http://b:1
outOfPath: {mirroredAt: ['http://c:1', 'http://127.0.0.1:80']}
`;
    expect(faultsOf(text)).toEqual([
      expect.stringMatching(/primary\.url: http:\/\/127\.0\.0\.1 mirrors its requests to Parallax/),
    ]);
  });
});
