/** The names under which an exchange is counted. */
export interface RouteLabels {
  /**
   * Method and path template, `GET /api/virtual-keys/{id}`, never a raw path; followed by the operation, if the
   * config separates operations: `POST /graphql GetUser`.
   */
  readonly route: string;
  /** The route's area in the config, else `(none)`. */
  readonly area: string;
}
