import { hash } from 'node:crypto';

/** A deployment that requests are mirrored to. */
export type MirroredTo = 'candidate' | 'secondary';

/**
 * The id of the span that a mirrored request belongs to: 16 hexadecimal digits. It is made of the name of the
 * exchange, which is random per process, so that the compare plane recognizes it in an answer.
 *
 * @param exchange as `exchangeId` makes it
 */
export function spanIdOf(exchange: string, deployment: MirroredTo): string {
  return hash('sha256', `span ${exchange} ${deployment}`, 'hex').slice(0, 16);
}
