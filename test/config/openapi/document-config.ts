import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatFault } from '../../../src/config/fault.ts';
import { loadConfig, type LoadedConfig } from '../../../src/config/load.ts';
import type { Config } from '../../../src/config/schema.ts';
import { upstreams } from '../config-text.ts';

/** OpenAPI documents of the kind that people write. */
export const gatewayFile = fileURLToPath(new URL('gateway-3.1.yaml', import.meta.url));
export const shopFile = fileURLToPath(new URL('shop-3.0.json', import.meta.url));

/** The result of a config with the two upstreams, these keys, and a document in the file `api`. */
export function loadWith(document: string | Buffer, rest = ''): LoadedConfig {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-openapi-'));
  try {
    writeFileSync(join(folder, 'api'), document);
    const file = join(folder, 'parallax.yaml');
    writeFileSync(file, `${upstreams}openapi: api\n${rest}`);
    return loadConfig({ file, environment: {} });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The config; fails where it has faults. */
export function configWith(document: string, rest = ''): Config {
  const { config, faults } = loadWith(document, rest);
  if (config === null) throw new Error(faults.map(formatFault).join('\n'));
  return config;
}

/** A line for each fault, without the folder. */
export function faultsWith(document: string | Buffer, rest = ''): readonly string[] {
  const { faults } = loadWith(document, rest);
  return (faults ?? []).map((fault) =>
    formatFault(fault).replaceAll(/\/\S*\/(?=api|parallax)/g, ''),
  );
}

/** A document with nothing but paths, written as YAML. */
export function documentOf(paths: string, head = ''): string {
  const indented = paths.trimEnd().replaceAll(/^/gm, '  ');
  return `openapi: 3.1.0\n${head}paths:\n${indented}\n`;
}

/** The routes of a config, as `METHOD /path area`. */
export function routesOf({ routes }: Config): readonly string[] {
  return routes.map(({ match, area }) => (area === undefined ? match : `${match} ${area}`));
}
