/** What an exchange is counted under. */
export interface RouteLabels {
  /**
   * Method and path template, `GET /api/virtual-keys/{id}`, never a raw path; with the operation behind it, where
   * the config separates operations: `POST /graphql GetUser`.
   */
  readonly route: string;
  /** What the route's config says, else `(none)`. */
  readonly area: string;
}
