/** An area is a label of metrics, too. */
const areaCharsMax = 64;

/**
 * A tag as an area: `API Keys` as `api-keys`, `Schlüssel` as `schlussel`. Undefined if no character of it can be
 * part of an area.
 */
export function areaOfTag(tag: string): string | undefined {
  const area = tag
    .slice(0, 4 * areaCharsMax)
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, areaCharsMax)
    .replace(/-$/, '');
  return area === '' ? undefined : area;
}
