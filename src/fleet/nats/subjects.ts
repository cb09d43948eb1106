/** The stream that carries the exchanges of a deployment. */
export function streamName(fleetName: string): string {
  return `PARALLAX_${fleetName}`;
}

/** @param partition `*` for all of them */
export function subjectOf(fleetName: string, partition: number | '*'): string {
  return `parallax.${fleetName}.${partition}`;
}
