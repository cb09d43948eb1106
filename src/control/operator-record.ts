import type { NamedField } from '../vocabulary/difference.ts';

/** Who did something to the gate, why, and when: milliseconds since the epoch. */
interface Signed {
  readonly atMs: number;
  readonly who: string;
  readonly why: string;
}

/** An action of an operator at the gate. Kept forever, because somebody may have to justify a promotion later. */
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
        /** When it was accepted, by the steady clock; earlier versions did not save it. */
        readonly steadyMs?: number;
      })
  | (Signed &
      NamedField & {
        readonly action: 'withdraw';
        readonly route: string;
      });
