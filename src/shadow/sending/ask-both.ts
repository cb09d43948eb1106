import type { Leg } from '../../vocabulary/pair.ts';

/** Sends a request to the candidate and calls back once, with what came of it. */
type AskCandidate = (onLeg: (leg: Leg) => void) => void;

/** The same to the secondary; null if what came of it says nothing about noise. */
export type AskSecondary = (onLeg: (leg: Leg | null) => void) => void;

export interface Asking {
  readonly candidate: AskCandidate;
  /** Null if it is not asked this time. */
  readonly secondary: AskSecondary | null;
  /** Evenly spread over [0, 1). */
  readonly random: () => number;
}

/**
 * Asks both at once, and reports both legs once, when the last of them is there. Which of the two is
 * asked first is left to chance: whatever it does to be the first, to a cache or to a lock behind
 * both, must fall on either as often.
 */
export function askBoth(
  { candidate, secondary, random }: Asking,
  onLegs: (candidate: Leg, secondary: Leg | null) => void,
): void {
  if (secondary === null) return candidate((leg) => onLegs(leg, null));
  let first: Leg | undefined;
  let second: Leg | null | undefined;
  const report = (): void => {
    if (first !== undefined && second !== undefined) onLegs(first, second);
  };
  const askCandidate = (): void =>
    candidate((leg) => {
      first = leg;
      report();
    });
  const askSecondary = (): void =>
    secondary((leg) => {
      second = leg;
      report();
    });
  if (random() < 0.5) {
    askCandidate();
    askSecondary();
  } else {
    askSecondary();
    askCandidate();
  }
}
