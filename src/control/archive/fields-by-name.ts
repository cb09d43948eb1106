import type { ExchangeField } from './archive-reader.ts';

/** Groups the fields of several exchanges by the name of the exchange, and keeps their order. */
export function fieldsByName(
  found: readonly (ExchangeField & { readonly name: string })[],
): ReadonlyMap<string, readonly ExchangeField[]> {
  const byName = new Map<string, ExchangeField[]>();
  for (const { name, ...field } of found) {
    const known = byName.get(name);
    if (known === undefined) byName.set(name, [field]);
    else known.push(field);
  }
  return byName;
}
