/** What one thing is called in either deployment. Numbers are written as text. */
export interface Counterpart {
  readonly primary: string;
  readonly candidate: string;
  readonly primaryIsNumber: boolean;
  readonly candidateIsNumber: boolean;
  /** What kind of thing it is the name of, as far as can be told: `key`. */
  readonly kind: string;
  /** What it is called wherever it is shown. */
  readonly label: string;
  /** The thing is given another such value when it changes, so that the latest holds. */
  readonly changes: boolean;
  /** Another thing may have the same: a part of a secret, or a JWT that says no more than when. */
  readonly isShared: boolean;
  /** Said by the user: nothing that is seen changes it. */
  readonly pinned: boolean;
}

export type Lesson = Omit<Counterpart, 'label'>;
