import {
  chat,
  chatAsStream,
  chatWithDisabledKey,
  chatWithUnknownKey,
  chatWithUnknownModel,
} from './chat-steps.ts';
import {
  createKey,
  createKeyWithoutName,
  disableKey,
  listKeys,
  readKey,
  readUnknownKey,
} from './key-steps.ts';
import { listLogs, readCosts, readLog, readSpend } from './log-and-cost-steps.ts';
import { drawFor, type Step, type StepMaker, type Team } from './team.ts';

/** How often each kind of request is made, in percent. */
const shares: readonly (readonly [number, StepMaker])[] = [
  [20, chat],
  [16, chatAsStream],
  [15, listLogs],
  [14, readLog],
  [9, readSpend],
  [5, readCosts],
  [7, listKeys],
  [5, readKey],
  [4, createKey],
  [1, disableKey],
  [1, chatWithDisabledKey],
  [1, chatWithUnknownKey],
  [0.5, chatWithUnknownModel],
  [0.5, createKeyWithoutName],
  [1, readUnknownKey],
];

/** What the team asks next. A team without a key to use makes itself one first. */
export function nextStep(team: Team): Step {
  const maker = team.keys.length === 0 ? createKey : drawMaker(team);
  const step = maker(team) ?? listKeys(team);
  if (step === null) throw new Error('a team can always list its keys');
  return step;
}

function drawMaker(team: Team): StepMaker {
  const total = shares.reduce((sum, [share]) => sum + share, 0);
  let left = drawFor(team, 'what') * total;
  for (const [share, maker] of shares) {
    left -= share;
    if (left < 0) return maker;
  }
  return listKeys;
}
