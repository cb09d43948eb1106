/** Where a fault stands in a config file; lines and columns count from 1. */
export interface FilePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A fault of the config, with a text that says what to write instead. */
export interface ConfigFault {
  /** Null if the fault is not in a file. */
  readonly place: FilePlace | null;
  /** The key it is about, such as `mirror.methods`, or the flag, such as `--mirror-methods`. */
  readonly subject: string;
  readonly message: string;
}

/** `parallax.yaml:3:12: mirror.methods: write one of none, safe, all`. */
export function formatFault({ place, subject, message }: ConfigFault): string {
  const at = place === null ? '' : `${place.file}:${place.line}:${place.column}`;
  return [at, subject, message].filter((part) => part !== '').join(': ');
}

/** In the order of the file; faults outside the file come last. */
export function inReadingOrder<Fault extends ConfigFault>(
  faults: readonly Fault[],
): readonly Fault[] {
  return faults.toSorted(
    ({ place: a }, { place: b }) =>
      (a?.line ?? Infinity) - (b?.line ?? Infinity) || (a?.column ?? 0) - (b?.column ?? 0) || 0,
  );
}

/** `routes.0.match`, as `routes[0].match`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}
