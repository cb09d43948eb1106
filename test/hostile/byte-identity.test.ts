/**
 * The threat: a proxy that reads a request otherwise than the server behind it lets one client
 * smuggle requests past it, or breaks clients that worked before. So whatever goes in at one end
 * must come out at the other, octet by octet, whether it is HTTP or not.
 */
import type { Socket } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLive } from '../support/live-plane.ts';
import { binaryHeader } from '../support/proxy-headers.ts';
import {
  converse,
  rawServer,
  receive,
  type Received,
  writeInPieces,
} from '../support/raw-socket.ts';
import { type SocketFolder, socketFolder } from '../support/socket-folder.ts';
import { requestStream, responseStream } from '../support/wire-streams.ts';

let answer: readonly Buffer[] = [];
let asked: Promise<Received>;
const closers: (() => unknown)[] = [];
let folder: SocketFolder;

/** Answers the first byte with the given bytes. */
function answerBlindly(socket: Socket): void {
  asked = receive(socket);
  socket.once('data', () => void writeInPieces(socket, answer));
}

beforeAll(() => {
  folder = socketFolder();
});

afterAll(async () => {
  for (const close of closers.reverse()) await close();
  folder[Symbol.dispose]();
});

function joined(pieces: readonly Buffer[]): string {
  return Buffer.concat(pieces).toString('latin1');
}

/** Starts Parallax, and returns where clients connect. */
type Start = () => Promise<number | string>;

async function overTcp(overrides: Record<string, unknown> = {}): Promise<number> {
  const primary = await rawServer(answerBlindly);
  const live = await startLive(`http://127.0.0.1:${primary.port}`, overrides);
  closers.push(primary.close, () => live.drain(0));
  return live.port;
}

async function overSockets(): Promise<string> {
  const primary = await rawServer(answerBlindly, folder.path('primary.sock'));
  const path = folder.path('parallax.sock');
  const live = await startLive(`unix:${folder.path('primary.sock')}`, { listen: `unix:${path}` });
  closers.push(primary.close, () => live.drain(0));
  return path;
}

const header = binaryHeader({ family: 4, source: '192.0.2.7', target: '192.0.2.8' });

describe('the bytes between client and primary', () => {
  it.each<[string, Start, readonly Buffer[], number]>([
    ['over TCP', overTcp, [], 1500],
    ['over Unix sockets', overSockets, [], 500],
    ['behind a PROXY header', () => overTcp({ proxyProtocol: true }), [header], 500],
  ])(
    'are the same at both ends in both directions, well formed or not, in any pieces: %s',
    async (_, start, first, numRuns) => {
      const place = await start();
      await fc.assert(
        fc.asyncProperty(requestStream, responseStream, async (request, response) => {
          fc.pre(joined(request).length > 0);
          answer = response;
          const got = await converse(place, [...first, ...request]);
          expect(got.bytes).toBe(joined(response));
          expect((await asked).bytes).toBe(joined(request));
        }),
        { seed: 20_260_701, numRuns },
      );
    },
  );
});
