import type { PartName } from './publish-queue.ts';

/**
 * NATS stores one message with an id. The number of parts belongs to it: if `max_payload` has changed, the message is split
 * again, and the same number names other bytes.
 */
export function messageIdOf(instance: string, { number, part, parts }: PartName): string {
  return `${instance}-${number}-${part}-of-${parts}`;
}
