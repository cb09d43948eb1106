import { describe, expect, it } from 'vitest';
import { type App, twoDeployments } from '../world/two-deployments.ts';

/** A log whose records have numbers of their own, from which a reader may go on. */
function log(first: bigint, lost = -1): App {
  const records: string[] = [];
  return ({ method, json, query }) => {
    if (method === 'POST') {
      records.push(String(json['text']));
      return { body: { SequenceNumber: String(first + BigInt(records.length * 7)) } };
    }
    const after = BigInt(query.get('StartingSequenceNumber') ?? '0');
    const shown = records
      .map((text, at) => ({ text, SequenceNumber: String(first + BigInt((at + 1) * 7)) }))
      .filter(({ SequenceNumber }, at) => BigInt(SequenceNumber) >= after && at !== lost);
    return { body: { Records: shown } };
  };
}

function readFromSecond(candidate: App) {
  const ask = twoDeployments(log(49545115243490985018280067714973144582n), candidate);
  const [, second] = ['tea', 'milk', 'rum'].map((text) => ask('POST', '/', { body: { text } }));
  return ask('GET', `/records?StartingSequenceNumber=${second?.json['SequenceNumber']}`);
}

describe('a number with too many digits for a count, under a name of an id', () => {
  const theirs = 49545115243490985018280067714999999999n;

  it('is translated, and is the same on both sides', () => {
    expect(readFromSecond(log(theirs)).outcome).toBe('match');
  });

  it('does not hide a lost record', () => {
    expect(readFromSecond(log(theirs, 1)).outcome).toBe('mismatch');
  });

  it('is no identity with as many digits as a count', () => {
    const ask = twoDeployments(log(1000n), log(2000n));
    expect(ask('POST', '/', { body: { text: 'tea' } }).outcome).toBe('mismatch');
  });
});
