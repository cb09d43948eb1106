/** Which config of this process: 1 is that of the start, and each reload adds 1. */
export type ConfigRevision = number;

export const firstRevision: ConfigRevision = 1;
