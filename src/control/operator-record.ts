import type { NamedField } from '../vocabulary/difference.ts';

/** Who did something to the gate, why, and when: milliseconds since the epoch. */
interface Signed {
  readonly atMs: number;
  readonly who: string;
  readonly why: string;
}

/** What an operator did to the gate. Kept for good: a promotion is answered for later. */
export type OperatorRecord =
  | (Signed & { readonly action: 'hold' | 'release' })
  | (Signed & {
      readonly action: 'reset';
      /** The epoch that it ended. */
      readonly epoch: string;
    })
  | (Signed &
      NamedField & {
        readonly action: 'accept';
        readonly route: string;
        readonly expiresAtMs: number;
        /** When it was accepted, by the clock that cannot leap; earlier versions did not save it. */
        readonly steadyMs?: number;
      })
  | (Signed &
      NamedField & {
        readonly action: 'withdraw';
        readonly route: string;
      });
