/** The identities that the two deployments have for one thing. Numbers are written as text. */
export interface IdMapping {
  readonly primary: string;
  readonly candidate: string;
  readonly primaryIsNumber: boolean;
  readonly candidateIsNumber: boolean;
  /** What kind of thing it identifies, as far as is known: `key`. */
  readonly kind: string;
  /** The thing gets another such value when it changes, so that the latest holds. */
  readonly changes: boolean;
  /** Another thing may have the same: a part of a secret, or a JWT that says no more than when. */
  readonly isShared: boolean;
  /**
   * From the answer to the write that made the thing, which says for sure: what a list or another read
   * shows is a weaker guess.
   */
  readonly fromCreation: boolean;
  /** From the config: nothing that is seen changes it. */
  readonly pinned: boolean;
}

/** A mapping as the book keeps it. */
export interface LabelledMapping extends IdMapping {
  /** Shown instead of the values, wherever they would be shown. */
  readonly label: string;
}
