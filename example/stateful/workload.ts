import { drawFor, type Member } from './member.ts';
import type { Step, StepMaker } from './step.ts';
import { call, callAsStream, callWithFormerSecret } from './steps/call-steps.ts';
import {
  createKey,
  createTakenKey,
  deleteKey,
  listKeys,
  readDeletedKey,
  readKey,
  renameKey,
  renameUnseenKey,
  rotateKey,
} from './steps/key-steps.ts';
import {
  listLogs,
  readCosts,
  readCostsByKey,
  readHistory,
  readLog,
  readSpend,
} from './steps/reading-steps.ts';
import {
  logIn,
  logInWithWrongPassword,
  logOut,
  readFormerSession,
  readSession,
  register,
} from './steps/session-steps.ts';

/** How often each kind of request is made, in percent. */
const shares: readonly (readonly [number, StepMaker])[] = [
  [16, call],
  [8, callAsStream],
  [2, callWithFormerSecret],
  [7, createKey],
  [1, createTakenKey],
  [8, readKey],
  [4, listKeys],
  [4, renameKey],
  [3, renameUnseenKey],
  [4, rotateKey],
  [3, deleteKey],
  [3, readDeletedKey],
  [6, readSpend],
  [3, readCosts],
  [4, readCostsByKey],
  [7, listLogs],
  [5, readLog],
  [8, readHistory],
  [1, logInWithWrongPassword],
  [1, readSession],
  [1, readFormerSession],
  [1, logOut],
];

/** What the member asks next: whoever is new registers, logs in and looks around first. */
export function nextStep(member: Member): Step {
  const maker = firstOf(member) ?? drawMaker(member);
  const step = maker(member) ?? createKey(member);
  if (step === null) throw new Error('a member can always create a key');
  return step;
}

function firstOf({ isRegistered, session, keys }: Member): StepMaker | null {
  if (!isRegistered) return register;
  if (session === null) return logIn;
  if (keys === null) return listKeys;
  return null;
}

function drawMaker(member: Member): StepMaker {
  let left = drawFor(member, 'what') * shares.reduce((sum, [share]) => sum + share, 0);
  for (const [share, maker] of shares) {
    left -= share;
    if (left < 0) return maker;
  }
  return listKeys;
}
