/**
 * The threat: a proxy that reads a request otherwise than the server behind it lets one client
 * smuggle requests past it, or breaks clients that worked before. So whatever goes in at one end
 * must come out at the other, octet by octet, whether it is HTTP or not.
 */
import type { Socket } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LiveUnderTest, startLive } from '../support/live-plane.ts';
import {
  converse,
  rawServer,
  receive,
  type Received,
  writeInPieces,
} from '../support/raw-socket.ts';
import { requestStream, responseStream } from '../support/wire-streams.ts';

let answer: readonly Buffer[] = [];
let asked: Promise<Received>;
let primary: { port: number; close: () => void };
let live: LiveUnderTest;

/** Answers at the first byte with whatever the test says, whatever it was asked. */
function answerBlindly(socket: Socket): void {
  asked = receive(socket);
  socket.once('data', () => void writeInPieces(socket, answer));
}

beforeAll(async () => {
  primary = await rawServer(answerBlindly);
  live = await startLive(`http://127.0.0.1:${primary.port}`);
});

afterAll(async () => {
  await live.drain(0);
  primary.close();
});

function joined(pieces: readonly Buffer[]): string {
  return Buffer.concat(pieces).toString('latin1');
}

describe('what goes in comes out', () => {
  it('in both directions, well formed or not, however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(requestStream, responseStream, async (request, response) => {
        fc.pre(joined(request).length > 0);
        answer = response;
        const got = await converse(live.port, request);
        expect(got.bytes).toBe(joined(response));
        expect((await asked).bytes).toBe(joined(request));
      }),
      { seed: 20_260_701, numRuns: 1500 },
    );
  });
});
