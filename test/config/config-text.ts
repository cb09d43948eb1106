import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatFault } from '../../src/config/fault.ts';
import { loadConfig, type LoadOptions } from '../../src/config/load.ts';
import type { Config } from '../../src/config/schema.ts';

/** Enough of a config for everything else in it to be read. */
export const upstreams = 'primary: http://legacy.test\ncandidate: http://new.test\n';

/** The config that a text gives; fails where it has faults. */
export function configOf(text: string, options: Omit<LoadOptions, 'file'> = {}): Config {
  const { config, faults } = loadText(text, options);
  if (config === null) throw new Error(faults.map(formatFault).join('\n'));
  return config;
}

/** The faults of a text, one per line; the file is called `file`. */
export function faultsOf(text: string, options: Omit<LoadOptions, 'file'> = {}): readonly string[] {
  const { faults } = loadText(text, options);
  return (faults ?? []).map(({ place, ...fault }) =>
    formatFault({ ...fault, place: place && { ...place, file: 'file' } }),
  );
}

export function loadText(text: string, options: Omit<LoadOptions, 'file'>) {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-config-'));
  try {
    const file = join(folder, 'parallax.yaml');
    writeFileSync(file, text);
    return loadConfig({ environment: {}, ...options, file });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
