import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../../src/config/load.ts';
import { configSchema } from '../../src/config/schema.ts';
import { type SchemaNode, schemaTree } from '../../src/config/schema-tree.ts';

const file = fileURLToPath(new URL('../../config/parallax.example.yaml', import.meta.url));
const text = readFileSync(file, 'utf8');

describe('the example config', () => {
  it('has no fault', () => {
    expect(loadConfig({ file, environment: {} }).faults).toBeNull();
  });

  it('shows all defaults', () => {
    const { config } = loadConfig({ file, environment: {} });
    const defaults = configSchema.parse({
      primary: config?.primary.url,
      candidate: config?.candidate.url,
      routes: config?.routes,
    });
    expect(config).toEqual(defaults);
  });

  it('has all keys', () => {
    const uncommented = text.replaceAll(/^( *)#((?: {2})?\w+:)/gm, '$1$2');
    expect(pathsIn(parse(uncommented))).toEqual(pathsOf(schemaTree));
  });
});

/** Every key of the schema, `routes.match` for one of a list's items. */
function pathsOf({ properties = {}, items = {} }: SchemaNode): ReadonlySet<string> {
  const children = Object.entries({ ...properties, ...items.properties });
  return joined(children.map(([key, child]) => [key, pathsOf(child)]));
}

/** Every key of a value, written the same way. */
function pathsIn(value: unknown): ReadonlySet<string> {
  if (Array.isArray(value)) return new Set(value.flatMap((item) => [...pathsIn(item)]));
  if (typeof value !== 'object' || value === null) return new Set();
  return joined(Object.entries(value).map(([key, child]) => [key, pathsIn(child)]));
}

function joined(
  children: readonly (readonly [string, ReadonlySet<string>])[],
): ReadonlySet<string> {
  return new Set(
    // The names below `set` are the user's.
    children.flatMap(([key, below]) =>
      [key].concat(key === 'set' ? [] : [...below].map((path) => `${key}.${path}`)),
    ),
  );
}
