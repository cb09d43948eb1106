/** A key, or an index that counts from 0. */
type Step = string | number;

/** An array or an object that `JSON.parse` made. */
export type Container = Readonly<Record<Step, unknown>> & { readonly length?: unknown };

/**
 * What an object of `JSON.parse` itself has under a key, undefined where it has nothing. JSON holds
 * neither functions nor the prototype, so what is one of those was inherited; this is several
 * times as fast as `Object.hasOwn`.
 */
export function ownValue(container: Container, step: Step): unknown {
  const value = container[step];
  return typeof value === 'function' || value === Object.prototype ? undefined : value;
}

/** An own member or element; undefined where there is none, whatever the step is. */
export function memberAt(value: unknown, step: Step): unknown {
  if (!isContainer(value) || Array.isArray(value) !== (typeof step === 'number')) return undefined;
  return Object.hasOwn(value, step) ? value[step] : undefined;
}

/** Where a path leads; undefined where it leads nowhere. */
export function valueAt(document: unknown, path: readonly Step[]): unknown {
  let value = document;
  for (const step of path) {
    value = memberAt(value, step);
    if (value === undefined) return undefined;
  }
  return value;
}

/** Whether a value of parsed JSON is an array or an object. */
export function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

/** Both arrays or both objects: where they differ is inside them. */
export function areAlike(primary: unknown, candidate: unknown): boolean {
  return (
    isContainer(primary) &&
    isContainer(candidate) &&
    Array.isArray(primary) === Array.isArray(candidate)
  );
}
