import { describe, expect, it } from 'vitest';
import { decodeSent, encodeSent } from '../../../src/fleet/wire/sent-message.ts';

const message = { hub: '00c0ffee', partition: 3, term: 7, sequences: [5, 2 ** 51 + 1] };

describe('a record of sent writes', () => {
  it.each([[message.sequences], [[]]])('is read as it was written, with %j', (sequences) => {
    const one = { ...message, sequences };
    expect(decodeSent(encodeSent(one))).toEqual(one);
  });

  it('counts as unreadable if no hub of this version can have written it', () => {
    const ofLaterVersion = encodeSent(message);
    new DataView(ofLaterVersion.buffer).setUint32(28, 2, true);
    const notANumber = encodeSent({ ...message, sequences: [Number.NaN] });
    const broken = [
      ofLaterVersion,
      notANumber,
      encodeSent(message).subarray(0, -1),
      Buffer.from('PLXSENT.'),
      Buffer.alloc(0),
    ];
    expect(broken.map(decodeSent)).toEqual(broken.map(() => null));
  });
});
