import type { Step } from '../rules/rule-state.ts';

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

/** Where a path leads; undefined where it leads nowhere. */
export function valueAt(document: unknown, path: readonly Step[]): unknown {
  let value = document;
  for (const step of path) value = isContainer(value) ? ownValue(value, step) : undefined;
  return value;
}

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
