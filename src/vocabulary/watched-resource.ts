/**
 * How values of a resource add up. `level`: each reading is a value, as of memory. `work`: what was used
 * between two readings, as of CPU time.
 */
export const resourceKinds = ['level', 'work'] as const;

export type ResourceKind = (typeof resourceKinds)[number];

export interface WatchedResource {
  readonly kind: ResourceKind;
  /** `memory`, or a name of the user's. */
  readonly resource: string;
}

/** What work is divided by: requests that a deployment answered between two readings. */
export const requestsResource: WatchedResource = { kind: 'work', resource: 'requests' };

/** The name of a series of it: `level memory`. */
export function resourceName({ kind, resource }: WatchedResource): string {
  return `${kind} ${resource}`;
}

/** Reads what {@link resourceName} has written; null for what a later version wrote. */
export function resourceNamed(name: string): WatchedResource | null {
  const space = name.indexOf(' ');
  const kind = resourceKinds.find((one) => one === name.slice(0, space));
  return kind === undefined ? null : { kind, resource: name.slice(space + 1) };
}
