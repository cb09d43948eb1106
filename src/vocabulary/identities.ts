/**
 * A value that primary and candidate each minted for the same thing: an id, a token, a cursor.
 * Numbers are written as text. May be a secret: it crosses between planes, and leaves neither.
 */
export interface Identity {
  readonly primary: string;
  readonly candidate: string;
  /** What it is called wherever it is shown: `‹token #3›`. */
  readonly label: string;
  /** It is the name of a member in a map by ids. Other maps may have the same numbers as names. */
  readonly namesMember?: true;
}

/** Where the candidate's identities were written into a mirrored request. */
export interface Translation {
  /** `path`, `query`, `body` or the name of a header in lower case. */
  readonly place: string;
  readonly label: string;
}

/** What is known of the identities in one pair, when the candidate's answer has been learned from. */
export interface PairIdentities {
  /**
   * Of those in the two responses, all whose sides are written differently. A value that stands
   * beside another one than is said here is a contradiction.
   */
  readonly known: readonly Identity[];
  readonly translated: readonly Translation[];
}

/** Ids of one kind of things that the two deployments write as different JSON types. */
export interface IdTypeChange {
  /** The kind of things, in lower case; `id` if it is not known. */
  readonly of: string;
  readonly primary: 'number' | 'string';
  readonly candidate: 'number' | 'string';
}

export const noIdentities: PairIdentities = { known: [], translated: [] };

/**
 * Which segments of a request's path are identities, besides those that look like one: bit 2 stands for
 * the third segment. `{slug}` and `{id}` are different parameters of a route.
 */
export interface PathIdentities {
  readonly ids: number;
  readonly slugs: number;
}

export const noPathIdentities: PathIdentities = { ids: 0, slugs: 0 };
