import type { Specimen } from '../../../src/vocabulary/specimen.ts';

const empty = { kind: 'empty', text: '', bytes: 0, cut: false } as const;

/** An example of a specimen. */
export function specimenOf(): Specimen {
  return {
    request: { method: 'GET', target: '/api/costs?model=gpt', fields: [], body: empty },
    primary: { status: 200, fields: [], body: empty },
    candidate: { status: 200, fields: [], body: empty },
    times: { sentMs: 1, firstByteMs: 2, endedMs: 3 },
    identities: [],
    alignment: null,
  };
}
