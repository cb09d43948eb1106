import { createHash } from 'node:crypto';

/**
 * A number that looks random and is always the same for the same names, evenly spread over [0, 1).
 * Unlike a generator it keeps no state, so that what runs concurrently cannot change what is drawn.
 */
export function draw(...names: readonly (string | number)[]): number {
  const digest = createHash('sha256').update(JSON.stringify(names)).digest();
  return digest.readUInt32BE(0) / 2 ** 32;
}

/** One of the choices, the same for the same names. */
export function drawOne<T>(choices: readonly T[], ...names: readonly (string | number)[]): T {
  const choice = choices[Math.floor(draw(...names) * choices.length)];
  if (choice === undefined) throw new RangeError('there is nothing to choose from');
  return choice;
}
