import { expect, it } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import type { ConfigWithSettings } from '../../src/config/settings.ts';
import { withPinned } from '../../src/process/pinned-config.ts';

function configWith(more: Record<string, unknown> = {}): ConfigWithSettings {
  const config = configSchema.parse({ primary: 'http://a:1', candidate: 'http://b:1', ...more });
  const { listen } = config;
  return {
    config,
    settings: [
      {
        path: 'listen',
        value: 'port' in listen ? `${listen.host}:${listen.port}` : '',
        origin: 'parallax.yaml:1',
      },
      { path: 'log.level', value: config.log.level, origin: 'parallax.yaml:2' },
    ],
  };
}

it('keys that can change at runtime come from the new config', () => {
  const next = configWith({ log: { level: 'debug' }, routesMax: 7 });
  expect(withPinned(configWith(), next)).toEqual({ ...next, needRestart: [] });
});

it('the addresses, the store, the identities and the log format stay unchanged', () => {
  const running = configWith();
  const next = configWith({
    listen: '127.0.0.1:9',
    admin: '127.0.0.1:10',
    store: { path: '/x.db' },
    identities: { max: 5_000 },
    log: { level: 'warn', format: 'json' },
  });
  const { config, needRestart } = withPinned(running, next);
  expect(needRestart).toEqual(['listen', 'admin', 'store', 'identities', 'log.format']);
  expect(config).toEqual({ ...running.config, log: { level: 'warn', format: 'auto' } });
});

it('the settings page shows the values in force, not those of the file', () => {
  const { settings } = withPinned(
    configWith(),
    configWith({ listen: '127.0.0.1:9', log: { level: 'warn' } }),
  );
  expect(settings.map(({ path, value }) => [path, value])).toEqual([
    ['log.level', 'warn'],
    ['listen', '127.0.0.1:8080'],
  ]);
});
