import type { Leg } from '../../vocabulary/pair.ts';

/** Sends a request to the candidate and calls back once, with the result. */
type AskCandidate = (onLeg: (leg: Leg) => void) => void;

/** The same for the secondary; null if the result is no evidence about noise. */
export type AskSecondary = (onLeg: (leg: Leg | null) => void) => void;

export interface Asking {
  readonly candidate: AskCandidate;
  /** Null if it is not asked this time. */
  readonly secondary: AskSecondary | null;
  /** Evenly spread over [0, 1). */
  readonly random: () => number;
}

/**
 * Asks both at once, and reports both legs once, after the last answer. A random choice decides which one is
 * asked first, so that the effect of being first, on a cache or a lock behind both, falls on either equally
 * often.
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
