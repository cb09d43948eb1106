import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemProgram } from './system-package.ts';

const missing = 'no-such-program';

describe('a system program', () => {
  beforeEach(() => {
    vi.stubEnv('CI', '');
    vi.stubEnv('SYSTEM_PROGRAMS', '');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  it('is found on the PATH', () => {
    expect(systemProgram('sh', { package: 'dash' })).toMatch(/^\/.*\/sh$/);
  });

  it('that is missing leads to a line with the package to install', () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    expect(systemProgram(missing, { package: 'some-package' })).toBeNull();
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      'skipping the tests that need it: no-such-program is missing: apt-get install some-package',
    );
  });

  it('makes a test fail that runs with Node alone', () => {
    vi.stubEnv('SYSTEM_PROGRAMS', 'none');
    expect(() => systemProgram('sh', { package: 'dash' })).toThrow(
      'a test that needs sh belongs in the project system',
    );
  });

  it('makes a test fail in CI if it is missing, because a skipped test would go unnoticed', () => {
    vi.stubEnv('CI', 'true');
    expect(() => systemProgram(missing, { package: 'some-package' })).toThrow(
      'no-such-program is missing: apt-get install some-package',
    );
  });
});
