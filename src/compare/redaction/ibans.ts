import { longestSpan, readRun } from './number-runs.ts';
import type { Span } from './span.ts';

/** Lengths of IBANs by country, from the registry of ISO 13616-1. */
const lengths = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 ' +
    'EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 ' +
    'IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 ' +
    'NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 ' +
    'SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))] as const),
);

const ibanStart = /(?<![A-Za-z0-9])[A-Za-z]{2}(?:[ .+\u00a0-]|%20)?[0-9]/g;
const charactersMax = 34;

/** International bank account numbers: by the length for their country and their check digits. */
export function* ibans(text: string): Generator<Span> {
  for (let at = 0; ;) {
    ibanStart.lastIndex = at;
    const match = ibanStart.exec(text);
    if (match === null) return;
    at = match.index + 2;
    const length = lengths.get(match[0].slice(0, 2).toUpperCase());
    if (length === undefined) continue;
    const run = readRun(text, match.index, charactersMax, isLetterOrDigit);
    const span = longestSpan(
      text,
      match.index,
      run,
      isLetterOrDigit,
      (end) => end === length && hasCheckDigits(run.codes.slice(0, end)),
    );
    if (span === null) continue;
    yield span;
    at = span.end;
  }
}

function isLetterOrDigit(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a)
  );
}

/** ISO 7064, MOD 97-10, with the first four characters at the end. */
function hasCheckDigits(codes: readonly number[]): boolean {
  let rest = 0;
  for (const code of [...codes.slice(4), ...codes.slice(0, 4)]) {
    const value = code <= 0x39 ? code - 0x30 : (code | 0x20) - 0x61 + 10;
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}
