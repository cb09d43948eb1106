import type { Comparison } from '../../../src/vocabulary/comparison.ts';
import type { ApiDocument } from '../../../src/config/openapi/api-document.ts';
import type { Specimen } from '../../../src/vocabulary/specimen.ts';
import { comparisonOf, differenceOf, mismatchOf } from '../comparison-fixture.ts';
import { hostileTexts } from './hostile-text.ts';

function specimenOf(text: string): Specimen {
  const shown = text.slice(0, 10_000);
  const fields = [[shown.slice(0, 100), shown]] as const;
  const json = {
    kind: 'json',
    text: JSON.stringify({ [shown]: shown }),
    bytes: 9,
    cut: false,
  } as const;
  const plain = { kind: 'text', text: shown, bytes: 9, cut: true } as const;
  const none = { kind: 'empty', text: '', bytes: 0, cut: false } as const;
  const secret = [[shown.slice(0, 100), '‹redacted #a1b2›']] as const;
  const request = shown.includes('<')
    ? ({ method: 'GET', target: '/keys', fields: secret, body: none } as const)
    : ({ method: 'POST', target: `/${shown}`, fields, body: json } as const);
  return {
    request,
    primary: { status: 200, fields, body: json },
    candidate: { status: 200, fields, body: shown.includes('script') ? plain : json },
    times: { sentMs: 1, firstByteMs: 2, endedMs: 3 },
    identities: [],
    alignment: null,
  };
}

/** Comparisons in which everything that someone sent is hostile. */
export function hostileTraffic(): readonly Comparison[] {
  const wallClockMs = Date.now();
  return hostileTexts.flatMap((text) => [
    comparisonOf({ route: `GET /${text}`, area: text.slice(0, 50), wallClockMs }),
    mismatchOf(
      [
        differenceOf({ path: `$.${text}`, template: `$.${text}`, primary: text, candidate: null }),
        differenceOf({ aspect: 'header', primary: null, candidate: text }),
      ],
      {
        route: `GET /${text}`,
        specimen: specimenOf(text),
        wallClockMs,
        secondary: {
          answer: { status: 200, firstByteMs: 2, totalMs: 3, bodyBytes: 9, stream: null },
          differences: [differenceOf({ path: `$.noise${text}`, primary: text, candidate: text })],
          truncated: false,
        },
      },
    ),
  ]);
}

/** A document with hostile text everywhere, of which some operations were requested and others were not. */
export function hostileDocument(): ApiDocument {
  return {
    name: hostileTexts[0],
    operations: hostileTexts.flatMap((text) => [
      { operationId: text, area: text.slice(0, 50), routes: [`GET /${text}`] },
      { operationId: text, area: text.slice(0, 50), routes: [`PATCH /unasked/${text}`] },
    ]),
  };
}
