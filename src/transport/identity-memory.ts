/** What the shadow plane writes down for the one that takes its place, of either deployment. */
export interface IdentityMemory {
  /** Between which deployments that holds. */
  readonly places: SharedArrayBuffer;
  readonly candidate: SharedArrayBuffer;
  readonly secondary: SharedArrayBuffer;
}
