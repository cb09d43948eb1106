/** The program that makes the table of docs/RELIABILITY.md, with few of its faults and few requests. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { allFaults } from '../../bench/faults/all-faults.ts';
import type { Fault } from '../../bench/faults/fault.ts';
import { withFaultyCandidate } from '../../bench/faults/faulty-candidate.ts';
import { withFaultyPrimary } from '../../bench/faults/faulty-primary.ts';
import { askKeptAlive, type SeenCounts } from '../../bench/faults/kept-alive-clients.ts';
import { soundAnswer } from '../../bench/faults/messages.ts';
import { type Role, startUnderTest, type UnderTest } from '../../bench/faults/under-test.ts';
import { rawServer } from '../support/raw-socket.ts';

const requests = 12;
/** A second, if the machine has nothing else to do. */
const startMsMax = 120_000;
const none = { losses: [], faultsOfParallax: [] };

function faultOf(name: string): Fault {
  const fault = allFaults.find((one) => one.name === name);
  if (fault === undefined) throw new Error(`there is no fault "${name}"`);
  return fault;
}

/** One for all tests of a suite. */
function underTest(role: Role): () => UnderTest {
  let shared: UnderTest | undefined;
  beforeAll(async () => {
    shared = await startUnderTest(role);
  }, startMsMax);
  afterAll(() => shared?.[Symbol.asyncDispose]());
  return () => {
    if (shared === undefined) throw new Error('Parallax did not start');
    return shared;
  };
}

describe('with a candidate that fails, clients get each byte and failures are counted:', () => {
  const shared = underTest('candidate');

  it.each(['hangs for ever', 'reset within the body', 'two answers to one request'])(
    '%s',
    async (name) => {
      const row = await withFaultyCandidate(shared(), faultOf(name), requests);
      expect(row).toMatchObject(none);
    },
  );
});

describe('with a primary that fails, clients get the same bytes as without Parallax:', () => {
  const shared = underTest('primary');

  it.each(['hangs after the head', 'reset within the body', 'garbage after the answer'])(
    '%s',
    async (name) => {
      const row = await withFaultyPrimary(shared(), faultOf(name), requests);
      expect(row).toMatchObject(none);
    },
  );
});

/** The clients' counts for a server that changes each answer in this way. */
async function seenOf(answer: (sound: Buffer) => Buffer): Promise<SeenCounts> {
  const { port, close } = await rawServer((socket) => {
    socket.on('data', (request: Buffer) => {
      const sound = soundAnswer(String(request).split(' ')[1] ?? '');
      const bytes = answer(Buffer.from(sound));
      socket.write(bytes);
      if (bytes.length < sound.length) socket.end();
    });
  });
  onTestFinished(close);
  return askKeptAlive({ port, clients: 2, pathOf: (n) => (n > requests ? null : `/${n}`) });
}

describe('the clients of the fault tests', () => {
  it('detect one wrong byte', async () => {
    const seen = await seenOf((sound) => {
      sound[sound.length >> 1] = 0;
      return sound;
    });
    expect(seen.other).toBe(requests);
  });

  it('detect an answer without its last byte', async () => {
    const seen = await seenOf((sound) => sound.subarray(0, -1));
    expect(seen.cut).toBe(requests);
  });

  it('accept correct answers', async () => {
    const seen = await seenOf((sound) => sound);
    expect(seen.equal).toBe(requests);
  });
});
