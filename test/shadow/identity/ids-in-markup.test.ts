import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type App, type AppAnswer, twoDeployments } from '../world/two-deployments.ts';

interface Deployment {
  /** The prefix of ids. */
  readonly seed: string;
  /** Of the second in which it makes a thing. */
  readonly fraction: string;
  /** The index of the thing that it shows in place of the requested one. */
  readonly shows?: (at: number) => number;
}

/** Orders in XML, each with an id of the deployment's own and the time of its making. */
function orders({ seed, fraction, shows = (at) => at }: Deployment): App {
  const made: string[] = [];
  return ({ method, query }) => {
    if (method === 'POST') made.push(uuidOf(`${seed} ${made.length}`));
    const at = method === 'POST' ? made.length - 1 : shows(made.indexOf(query.get('id') ?? ''));
    const id = made[at];
    if (id === undefined) return inXml('<none/>', 404);
    return inXml(`<order><id>${id}</id><made>2026-01-01T10:00:0${at}.${fraction}Z</made></order>`);
  };
}

function inXml(root: string, status = 200): AppAnswer {
  const body = `<?xml version="1.0"?>${root}`;
  return { status, fields: ['Content-Type', 'text/xml'], body };
}

function uuidOf(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

/** Makes two orders and reads the first. */
function readOfFirst(candidate: Deployment) {
  const ask = twoDeployments(orders({ seed: 'a', fraction: '123' }), orders(candidate));
  ask('POST', '/orders');
  ask('POST', '/orders');
  return ask('GET', `/orders?id=${uuidOf('a 0')}`);
}

describe('the id of a thing beside its creation time in an XML answer', () => {
  it('is learned, so that requests to the candidate are translated', () => {
    const { candidate } = readOfFirst({ seed: 'b', fraction: '456' });
    expect(candidate?.status).toBe(200);
  });

  it('is the same on both sides', () => {
    expect(readOfFirst({ seed: 'b', fraction: '123' }).outcome).toBe('match');
  });

  it('is a difference if the candidate shows another thing', () => {
    const other = readOfFirst({ seed: 'b', fraction: '123', shows: (at) => 1 - at });
    expect(other.outcome).toBe('mismatch');
  });
});
