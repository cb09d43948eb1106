/** One method of one path in an OpenAPI document. */
export interface DocumentedOperation {
  readonly operationId: string | null;
  readonly area: string | null;
  /** As `METHOD /path/{name}`, one for each base path of the servers; at least one. */
  readonly routes: readonly string[];
}

/** The document that `openapi` in the config names, as it was when the config was read. */
export interface ApiDocument {
  /** Without its folder. */
  readonly name: string;
  readonly operations: readonly DocumentedOperation[];
}
