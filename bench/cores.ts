/**
 * What is measured has one core to itself; the load and the upstreams share another. On a machine
 * of two cores that is all there is, so nothing else should run beside the bench.
 */
export const measuredCore = '0';
export const loadCore = '1';
