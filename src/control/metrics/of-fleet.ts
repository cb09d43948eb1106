/**
 * The HELP text of a metric that describes everything in the store. Processes that share a store export the same value,
 * so a sum over them would count everything once for each.
 */
export function ofFleet(help: string): string {
  return `${help} The same at every process that shares a store: aggregate with max, not with sum.`;
}
