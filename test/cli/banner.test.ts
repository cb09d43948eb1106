import { expect, it } from 'vitest';
import { banner } from '../../src/cli/banner.ts';
import { configSchema } from '../../src/config/schema.ts';
import { version } from '../../src/control/version.ts';

const config = configSchema.parse({
  primary: 'http://legacy.test:5000',
  candidate: 'http://rewrite.test:5001',
});

it('the banner on a terminal shows the addresses for clients and for the pages, and both deployments', () => {
  const text = banner(config, 'run', {
    listenAddress: '127.0.0.1:8080',
    adminAddress: '127.0.0.1:9900',
  });
  expect(text.trim().split('\n')).toEqual([
    `Parallax ${version}`,
    '  clients    http://127.0.0.1:8080',
    '  primary    http://legacy.test:5000',
    '  candidate  http://rewrite.test:5001',
    '  pages      http://127.0.0.1:9900',
    '  Ctrl+C stops it',
  ]);
});

it('the banner of a tap shows no candidate, because a tap has none', () => {
  const addresses = { listenAddress: 'unix:/run/api.sock', adminAddress: '127.0.0.1:9900' };
  expect(banner(config, 'tap', addresses)).not.toContain('rewrite.test');
});
