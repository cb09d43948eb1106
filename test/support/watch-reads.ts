/** A value that remembers which of its members were read. */
export interface WatchedValue {
  readonly value: unknown;
  /** Paths of members that no code has read, such as `spec.template.spec.contianers`. */
  unread(): readonly string[];
}

/**
 * Watches a document while a validator goes over it. Published schemas allow members that they do not
 * know, so a misspelt one passes; but nobody reads it.
 */
export function watchReads(document: unknown): WatchedValue {
  const read = new Set<string>();

  function watched(value: unknown, path: string): unknown {
    if (typeof value !== 'object' || value === null) return value;
    return new Proxy(value, {
      get(target, key) {
        const child: unknown = Reflect.get(target, key);
        if (typeof key !== 'string' || !Object.hasOwn(target, key)) return child;
        const childPath = join(path, key);
        read.add(childPath);
        return watched(child, childPath);
      },
    });
  }

  return {
    value: watched(document, ''),
    unread: () => membersOf(document, '').filter((path) => !read.has(path)),
  };
}

function membersOf(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const childPath = join(path, key);
    return [childPath].concat(membersOf(child, childPath));
  });
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
