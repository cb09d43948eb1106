/** The keys of the config with values that are set in requests. */
const parts = ['candidate', 'secondary'].flatMap((deployment) =>
  ['headers', 'query'].map((part) => [deployment, part, 'set'] as const),
);

/** Whether a value is set in requests, and so is never shown. */
export function isSetValue(path: readonly PropertyKey[]): boolean {
  return path.length === 4 && parts.some((part) => part.every((key, index) => key === path[index]));
}

/**
 * Prepares values that are set in requests, in place, before the schema reads them: the paths of files become
 * absolute, and values from the environment become secrets.
 *
 * @param absolute makes the path at a key absolute, in place
 */
export function prepareSetValues(
  input: Record<string, unknown>,
  absolute: (...path: string[]) => unknown,
  isFromEnvironment: (path: readonly string[]) => boolean,
): void {
  for (const part of parts) {
    for (const name of Object.keys(membersAt(input, part) ?? {})) {
      const path = [...part, name];
      absolute(...path, 'file');
      const set = membersAt(input, part) ?? {};
      const value = set[name];
      const isText = typeof value === 'string';
      const isHidden = [path, [...path, 'text'], [...path, 'file']].some(isFromEnvironment);
      if (!isHidden) continue;
      const members = isText ? { text: value } : (membersAt(set, [name]) ?? null);
      if (members !== null) set[name] = { ...members, secret: true };
    }
  }
}

function membersAt(
  input: Record<string, unknown>,
  path: readonly string[],
): Record<string, unknown> | undefined {
  let node: unknown = input;
  for (const key of path) {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, key)) return undefined;
    node = (node as Record<string, unknown>)[key];
  }
  const isMapping = typeof node === 'object' && node !== null && !Array.isArray(node);
  return isMapping ? (node as Record<string, unknown>) : undefined;
}
