/**
 * In a fleet, each start of a tap has a lane, a number from 1 that is unique in the fleet, and numbers its own exchanges
 * from 1. A process that is not a hub has only lane 0, unless it replays several recorders or rounds.
 */
const sequencesPerLane = 2 ** 36;
/** With more, sequences would not be exact any more. */
const lanesMax = 2 ** 53 / sequencesPerLane - 1;

/**
 * The lane of the tap that was the first, the second and so on to start. So many starts later, a lane is given again: its
 * tap is long gone.
 *
 * @param start from 1
 */
export function laneOfStart(start: number): number {
  return ((start - 1) % lanesMax) + 1;
}

/** @param own the sequence that the tap gave */
export function fleetSequence(lane: number, own: number): number {
  return lane * sequencesPerLane + own;
}

/** The sequence that the tap gave, or another number of its own. */
export function ownSequence(sequence: number): number {
  return sequence % sequencesPerLane;
}

export function laneOf(sequence: number): number {
  return sequence < sequencesPerLane ? 0 : Math.floor(sequence / sequencesPerLane);
}

/**
 * By how much the difference of two exchanges' times may be wrong, in milliseconds: 0 for two of one tap, which have one
 * clock.
 *
 * @param skewMs by which the clocks of two taps may differ
 */
export function skewBetween(oneSequence: number, otherSequence: number, skewMs: number): number {
  return skewMs === 0 || laneOf(oneSequence) === laneOf(otherSequence) ? 0 : skewMs;
}
