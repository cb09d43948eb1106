/** Memory in which a shadow plane keeps what it knows of both deployments for its replacement. */
export interface IdentityMemory {
  /** The deployments for which this holds. */
  readonly places: SharedArrayBuffer;
  /** The identities. */
  readonly candidate: SharedArrayBuffer;
  readonly secondary: SharedArrayBuffer;
  /** How their states differ from primary's, and what was seen of primary's. */
  readonly candidateWorld: SharedArrayBuffer;
  readonly secondaryWorld: SharedArrayBuffer;
}
