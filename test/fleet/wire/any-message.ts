import fc from 'fast-check';
import type { TapMessage } from '../../../src/fleet/wire/tap-message.ts';
import type { Exchange } from '../../../src/vocabulary/exchange.ts';
import { exchangeShape } from '../../../src/vocabulary/exchange-shape.ts';
import { Batch, packable } from '../../../src/vocabulary/packed-batch.ts';
import { shedReasons } from '../../../src/vocabulary/shed.ts';
import { count, exchange, milliseconds } from '../../vocabulary/any-exchange.ts';

/** Exchanges as a batch holds them, without what is free behind them. */
export function packed(exchanges: readonly Exchange[]): Uint8Array {
  const records = exchanges.map((exchange) => packable(exchangeShape, exchange));
  const bytes = records.reduce((sum, { packedBytes }) => sum + packedBytes, 0);
  const batch = new Batch(new ArrayBuffer(bytes + 64));
  for (const record of records) batch.append(record);
  return new Uint8Array(batch.buffer, 0, batch.usedBytes);
}

const tapSequence = fc.integer({ min: 1, max: 2 ** 36 - 1 });

/** An exchange of a live plane: with the numbers of a tap, and without a tenure. */
const tapExchange: fc.Arbitrary<Exchange> = fc
  .tuple(exchange, tapSequence, fc.array(tapSequence, { maxLength: 3 }))
  .map(([any, sequence, openWrites]) => Object.assign(any, { sequence, openWrites, tenure: 0 }));

export const anyMessage: fc.Arbitrary<{ message: TapMessage; exchanges: readonly Exchange[] }> = fc
  .record({
    tap: fc.record({
      instance: fc.stringMatching(/^[0-9a-f]{8}$/),
      host: fc.string({ unit: 'grapheme', maxLength: 20 }),
      version: fc.string({ maxLength: 10 }),
    }),
    partition: fc.nat(2 ** 32 - 1),
    batch: count,
    note: fc.record({
      completeTo: milliseconds,
      wallOffsetMs: milliseconds,
      openWrites: fc.array(fc.record({ sequence: tapSequence, startedAt: milliseconds }), {
        maxLength: 4,
      }),
      shed: fc.dictionary(fc.constantFrom(...shedReasons), fc.nat(2 ** 31 - 1), {
        noNullPrototype: true,
      }),
    }),
    exchanges: fc.array(tapExchange, { maxLength: 5 }),
  })
  .map(({ exchanges, ...message }) => ({
    message: { ...message, records: exchanges.length, packed: packed(exchanges) },
    exchanges,
  }));
