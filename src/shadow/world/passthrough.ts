import { noIdentities, noPathIdentities } from '../../vocabulary/identities.ts';
import { touchesEverything } from '../order/causal-keys.ts';
import { type CandidateWorld, nothingKnown } from './candidate-world.ts';

/** The world of a candidate that shares primary's state: all identities are the same in both. */
export const passthrough: CandidateWorld = {
  learned: 0,
  dependenciesOf: ({ connection }, _, isWrite) => ({
    touches: touchesEverything(isWrite),
    session: `connection ${connection}`,
  }),
  translate: ({ request }, head) => ({
    head,
    body: request.body,
    translated: noIdentities.translated,
  }),
  learn: () => nothingKnown,
  pathIdentitiesOf: () => noPathIdentities,
  noteNotMirrored: () => undefined,
  noteUnseen: () => undefined,
  forgetMarks: () => undefined,
};
