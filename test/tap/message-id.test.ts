import { describe, expect, it } from 'vitest';
import { PartJoiner, partsOf } from '../../src/fleet/wire/parts.ts';
import { encodeTapMessage } from '../../src/fleet/wire/tap-message.ts';
import { messageIdOf } from '../../src/tap/message-id.ts';
import { PublishQueue, type SendPart } from '../../src/tap/publish-queue.ts';

const whole = encodeTapMessage({
  tap: { instance: '00c0ffee', host: 'pod-1', version: '1' },
  partition: 0,
  batch: 7,
  note: { completeTo: 1, wallOffsetMs: 1, openWrites: [], shed: {} },
  records: 25,
  packed: Uint8Array.from({ length: 3000 }, (_, at) => at % 251),
});

/**
 * A hub's view of a message that was sent once and, after a lost connection, once more.
 *
 * @param first `max_payload` at first, of which some parts were stored and no answer arrived
 * @param second `max_payload` after that
 */
function sentTwice(first: number, second: number, storedOfFirst: number) {
  const stream = new Map<string, Uint8Array>();
  const queue = new PublishQueue({
    resendMsMax: 100_000,
    answerMsMax: 5_000,
    onUnavailable: () => undefined,
  });
  const storing = (limit: number): SendPart => {
    let left = limit;
    return (bytes, name) => {
      const id = messageIdOf('00c0ffee', name);
      if (left > 0 && !stream.has(id)) stream.set(id, bytes);
      left -= 1;
    };
  };
  const message = { number: 7, partition: 0, records: 25, bytes: whole.byteLength };
  const partsFor = (payloadBytesMax: number) => partsOf(whole, payloadBytesMax);
  queue.add({ ...message, partsFor, onSettled: () => undefined }, 1);
  queue.open(storing(storedOfFirst), first, 1);
  queue.open(storing(Number.POSITIVE_INFINITY), second, 2);
  const joiner = new PartJoiner();
  const joined = [...stream.values()].flatMap((bytes) => joiner.add(bytes) ?? []);
  return { joined, incomplete: joiner.expire(-1) };
}

describe('a message that is split into smaller parts when it is sent again', () => {
  it.each([
    ['a part', 1024, 512, 1],
    ['all parts but one', 1024, 512, 3],
  ])('arrives once if %s of the first split had been stored', (_, first, second, stored) => {
    expect(sentTwice(first, second, stored)).toEqual({ joined: [whole], incomplete: [] });
  });

  it('arrives complete if it had been stored whole', () => {
    expect(sentTwice(8000, 1024, 1)).toEqual({ joined: [whole, whole], incomplete: [] });
  });
});
