/** The identities that the two deployments have for one thing. Numbers are written as text. */
export interface IdMapping {
  readonly primary: string;
  readonly candidate: string;
  readonly primaryIsNumber: boolean;
  readonly candidateIsNumber: boolean;
  /** The kind of thing that it identifies, as far as it is known: `key`. */
  readonly kind: string;
  /** The thing gets a new value of this sort when it changes, so the latest mapping holds. */
  readonly changes: boolean;
  /** Other things may have the same value: a part of a secret, or a JWT that contains nothing but times. */
  readonly isShared: boolean;
  /**
   * From the answer to the write that made the thing, which is certain. A list or another read is a weaker
   * guess.
   */
  readonly fromCreation: boolean;
  /** From the config: observations do not change it. */
  readonly pinned: boolean;
}

/** A mapping as the book keeps it. */
export interface LabelledMapping extends IdMapping {
  /** Shown in place of the values. */
  readonly label: string;
}
