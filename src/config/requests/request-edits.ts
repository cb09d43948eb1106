import type { RequestEditsConfig } from './request-edits-schema.ts';
import type { SetValue } from './set-value.ts';
import { compileTargetEdits } from './target-edits.ts';

/** How the headers of requests to a deployment differ from the client's. */
export interface HeaderEdits {
  /** In lower case: the client's values of these are dropped. */
  readonly dropped: ReadonlySet<string>;
  readonly added: readonly { readonly name: string; readonly value: SetValue }[];
}

/** How requests to a deployment differ from the client's. Made once for a config. */
export interface RequestEdits {
  /** The function returns null if the edits make a target invalid. */
  readonly target: ((target: string) => string | null) | null;
  readonly headers: HeaderEdits | null;
}

/** Edits nothing. */
export const noRequestEdits: RequestEdits = { target: null, headers: null };

/** @throws the library's error if a pattern in the config is invalid */
export function compileRequestEdits(config: RequestEditsConfig): RequestEdits {
  const { set = {}, remove = [] } = config.headers ?? {};
  const added = Object.entries(set).map(([name, value]) => ({ name, value }));
  const dropped = new Set([...Object.keys(set), ...remove].map((name) => name.toLowerCase()));
  return {
    target: compileTargetEdits(config),
    headers: dropped.size === 0 ? null : { dropped, added },
  };
}
