/** The stream that carries the exchanges of a deployment. */
export function streamName(fleetName: string): string {
  return `PARALLAX_${fleetName}`;
}

/** @param partition `*` for all of them */
export function subjectOf(fleetName: string, partition: number | '*'): string {
  return `parallax.${fleetName}.${partition}`;
}

/**
 * The subject on which the owner of a partition records what it is about to send. Taps may not publish there.
 */
export function sentSubjectOf(fleetName: string, partition: number | '*'): string {
  return `${subjectOf(fleetName, partition)}.sent`;
}

/** The subject on which hubs record the answers to the writes of a partition. Taps may not publish there. */
export function answersSubjectOf(fleetName: string, partition: number | '*'): string {
  return `${subjectOf(fleetName, partition)}.answered`;
}
