/** Memory in which a shadow plane keeps the identities of both deployments for its replacement. */
export interface IdentityMemory {
  /** The deployments for which these identities hold. */
  readonly places: SharedArrayBuffer;
  readonly candidate: SharedArrayBuffer;
  readonly secondary: SharedArrayBuffer;
}
