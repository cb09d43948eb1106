import { describe, expect, it } from 'vitest';
import { type App, twoDeployments } from '../world/two-deployments.ts';

/** Gives out codes that people type, and shows them in a page. */
function device(codes: readonly string[], shown = codes): App {
  let given = 0;
  return ({ method, query }) => {
    if (method === 'POST') {
      given += 1;
      return { body: { user_code: codes[given - 1] } };
    }
    const at = codes.indexOf(query.get('user_code') ?? '');
    return {
      fields: ['Content-Type', 'text/html'],
      body: `<html><p>Is your code ${shown[at] ?? 'unknown'}?</p></html>`,
    };
  };
}

function pageOfFirst(candidate: App) {
  const ask = twoDeployments(device(['WPGW-RNPM', 'XGNJ-RWQV']), candidate);
  ask('POST', '/device');
  ask('POST', '/device');
  return ask('GET', '/device?user_code=WPGW-RNPM').outcome;
}

describe('a short code that each deployment generated, in a page', () => {
  const theirs = ['PNGL-CXWT', 'CDWB-HXTB'];

  it('is the same', () => {
    expect(pageOfFirst(device(theirs))).toBe('match');
  });

  it('is a difference if it belongs to another thing', () => {
    expect(pageOfFirst(device(theirs, theirs.toReversed()))).toBe('mismatch');
  });

  it('is a difference if no answer has shown it', () => {
    expect(pageOfFirst(device(theirs, ['HFBF-LGVM', 'LNFH-KNMJ']))).toBe('mismatch');
  });
});
