import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Gateway, openGateway } from '../../example/conduit/gateway.ts';
import { askingThrough, type Conduit, direct, repository } from './conduit-under-test.ts';

describe('GET /metrics of the gateway', () => {
  let gateway: Gateway;
  let conduit: Conduit;

  beforeEach(async () => {
    gateway = await openGateway({ database: ':memory:', seed: 'any', ids: 'uuid' });
    conduit = askingThrough(Promise.resolve(gateway), direct);
  });

  afterEach(() => {
    vi.restoreAllMocks();
  });

  const metrics = async (): Promise<readonly string[]> => {
    const { text, headers } = await conduit({ path: '/metrics' });
    expect(headers.get('content-type')).toContain('text/plain');
    return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  };

  it('counts answered requests by status, except those for the metrics and the health', async () => {
    await conduit({ path: '/api/virtual-keys' });
    await conduit({ path: '/api/virtual-keys/none' });
    await conduit({ path: '/api/version' });
    await metrics();
    expect(await metrics()).toEqual([
      'conduit_requests_total{status="200"} 1',
      'conduit_requests_total{status="404"} 1',
      'conduit_exceptions_total 0',
      'conduit_database_errors_total 0',
      'conduit_database_connection_errors_total 0',
    ]);
  });

  it('counts a failed statement, and the exception that follows', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    await gateway.database.run('DROP TABLE request_logs');
    expect((await conduit({ path: '/api/request-logs' })).status).toBe(500);
    const counted = await metrics();
    expect(counted).toContain('conduit_exceptions_total 1');
    expect(counted).toContain('conduit_database_errors_total 1');
    expect(counted).toContain('conduit_database_connection_errors_total 0');
  });
});

describe('the version of the gateway', () => {
  it.each([
    ['direct', direct],
    ['repository', repository()],
  ])('is the flavour %s, at its path and in each answer', async (kind, flavour) => {
    const opening = openGateway({ database: ':memory:', seed: 'any', ids: 'uuid' });
    const conduit = askingThrough(opening, flavour);
    const version = `1.0.0+${kind}`;
    expect((await conduit({ path: '/api/version' })).json).toEqual({ version, flavour: kind });
    const { headers } = await conduit({ path: '/api/virtual-keys' });
    expect(headers.get('x-conduit-version')).toBe(version);
  });
});

describe('a memory leak', () => {
  it('keeps 64 KiB of each request', async () => {
    expect(await keptBytes('memory-leak')).toBeGreaterThan(90 * 64 * 1024);
  });

  it('does not exist without the bug', async () => {
    expect(await keptBytes()).toBeLessThan(10 * 64 * 1024);
  });
});

/** The bytes that a hundred requests leave behind. */
async function keptBytes(...bugs: Parameters<typeof repository>): Promise<number> {
  const opening = openGateway({ database: ':memory:', seed: 'any', ids: 'uuid' });
  const conduit = askingThrough(opening, repository(...bugs));
  await conduit({ path: '/api/virtual-keys' });
  const before = process.memoryUsage().arrayBuffers;
  for (let index = 0; index < 100; index += 1) await conduit({ path: '/api/virtual-keys' });
  return process.memoryUsage().arrayBuffers - before;
}
