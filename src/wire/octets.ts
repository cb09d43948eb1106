/** What an octet may be in a message head: bits, so that one table answers every question. */
export const tokenBit = 1;
export const targetBit = 2;
export const valueBit = 4;
export const hexBit = 8;

export const cr = 0x0d;
export const lf = 0x0a;
export const space = 0x20;
export const colon = 0x3a;
export const semicolon = 0x3b;

/**
 * RFC 9110: `tchar` (5.6.2), field values (5.5: VCHAR, obs-text, space and tab), and what a request
 * target may hold (VCHAR and obs-text: stricter grammars are the primary's to enforce).
 */
const octets: Uint8Array = Uint8Array.from({ length: 256 }, (_, octet) => {
  const visible = octet > space && octet !== 0x7f;
  let bits = visible ? targetBit | valueBit : 0;
  if (octet === space || octet === 0x09) bits |= valueBit;
  const character = String.fromCharCode(octet);
  if (/[!#$%&'*+.^_`|~0-9A-Za-z-]/.test(character)) bits |= tokenBit;
  if (/[0-9A-Fa-f]/.test(character)) bits |= hexBit;
  return bits;
});

/** Whether an octet is one of the kind; what lies behind the end of a chunk is none. */
export function isA(kindBit: number, octet: number | undefined): boolean {
  return octet !== undefined && ((octets[octet] ?? 0) & kindBit) !== 0;
}
