import { type Reading, openConnection } from './connection.ts';
import { countsSince, readCounts, settledCounts, wordsOf } from './counts.ts';
import type { Fault } from './fault.ts';
import { askKeptAlive } from './kept-alive-clients.ts';
import { faultPath, requestTo, soundAnswer } from './messages.ts';
import { countWords, type Row } from './row.ts';
import { portOf, restartsOf, type UnderTest, withFault } from './under-test.ts';

type AsPrimary = Fault['asPrimary'];

/** Connections at once, fewer if each reads as fast as it can. */
const clientsMax = 100;
const greedyClientsMax = 10;
/** Some faults look different from time to time even without Parallax. */
const directTimes = 4;

/** What clients saw, in words, and what they must not have seen. */
interface Seen {
  readonly words: string;
  readonly losses: readonly string[];
}

/** Makes primary fail, and compares what clients see with and without Parallax. */
export async function withFaultyPrimary(
  shared: UnderTest,
  fault: Fault,
  requestsAsked: number,
): Promise<Row> {
  const requests = Math.min(requestsAsked, fault.asPrimary.requestsMax);
  return withFault('primary', shared, fault, (used) => measure(used, fault, requests));
}

async function measure(used: UnderTest, fault: Fault, requests: number): Promise<Row> {
  const { asPrimary, asCandidate } = fault;
  const { adminAddress } = used.parallax;
  const before = await readCounts(adminAddress);
  const seen =
    asPrimary.expect === 'whole answers'
      ? await wholeAnswers(used.port, requests)
      : await eachAnswer(used, asPrimary, requests);
  const counts = countsSince(before, await settledCounts(adminAddress));
  const { match = 0 } = counts.outcomes;
  // The sound requests that come first on each connection.
  const soundAnswers = asCandidate.mayMatch ? Number.POSITIVE_INFINITY : requests;
  const matchMax = asPrimary.soundFirst || asCandidate.mayMatch ? soundAnswers : 0;
  return {
    fault: fault.name,
    requests,
    clients: seen.words,
    counted: wordsOf(counts),
    residentBytes: counts.residentBytes,
    losses: seen.losses,
    faultsOfParallax: [
      ...(match <= matchMax ? [] : [`${match - matchMax} broken answers match`]),
      ...restartsOf(counts),
    ],
  };
}

/** For faults under which each answer is sound or missing. */
async function wholeAnswers(port: number, requests: number): Promise<Seen> {
  const seen = await askKeptAlive({
    port,
    pathOf: (n) => (n > requests ? null : `${faultPath}${n}`),
    clients: 10,
  });
  const lost = seen.cut + seen.other + seen.refused;
  const words = countWords({ ...seen, unreachable: 0, '502': seen.unreachable });
  return { words, losses: lost === 0 ? [] : [`the clients saw ${words}`] };
}

async function eachAnswer(
  { port, faulty }: UnderTest,
  asPrimary: AsPrimary,
  requests: number,
): Promise<Seen> {
  const { expect } = asPrimary;
  const direct: Reading[] = [];
  if (expect !== 'bad gateway') {
    await converseAll(portOf(faulty.url), directTimes, asPrimary, (one) => direct.push(one));
  }
  const counts = { equal: 0, '502': 0, other: 0 };
  const wrong: Reading[] = [];
  await converseAll(port, requests, asPrimary, (reading) => {
    const isEqual = direct.some(
      ({ bytes, end }) => end === reading.end && bytes.equals(reading.bytes),
    );
    if (isEqual) counts.equal += 1;
    else if (expect !== 'directly' && isBadGateway(reading)) counts['502'] += 1;
    else wrong.push(reading);
  });
  counts.other = wrong.length;
  const right = expect === 'bad gateway' ? '' : ` (${endsOf(direct)})`;
  return {
    words: `${countWords(counts)}${right}`,
    losses: wrong.length === 0 ? [] : [`${endsOf(wrong)} instead of ${endsOf(direct)}`],
  };
}

async function converseAll(
  port: number,
  times: number,
  asPrimary: AsPrimary,
  onReading: (reading: Reading) => void,
): Promise<void> {
  let next = 0;
  const isGreedy = asPrimary.bytesMax <= 2 ** 20 || asPrimary.requestsMax < times;
  const atOnce = Math.min(times, isGreedy ? greedyClientsMax : clientsMax);
  const work = Array.from({ length: atOnce }, async () => {
    while (next < times) onReading(await converse(port, (next += 1), asPrimary));
  });
  await Promise.all(work);
}

/** One connection: a sound request where that is possible, and the one that meets the fault. */
async function converse(
  port: number,
  n: number,
  { soundFirst, bytesMax, quietMs }: AsPrimary,
): Promise<Reading> {
  const connection = await openConnection(port);
  if (connection === null) return { bytes: Buffer.alloc(0), end: 'refused' };
  try {
    if (soundFirst) {
      const path = `/sound/${n}`;
      const expected = soundAnswer(path);
      connection.write(requestTo(path));
      const sound = await connection.read({ bytesMax: expected.length, quietMs: 20_000 });
      if (!sound.bytes.equals(expected)) return sound;
    }
    connection.write(requestTo(`${faultPath}1`));
    return await connection.read({ bytesMax, quietMs });
  } finally {
    connection.close();
  }
}

const badGateway =
  /^HTTP\/1\.1 502 Bad Gateway\r\n(?:[^\r]+\r\n)*Content-Length: (\d+)\r\n(?:[^\r]+\r\n)*\r\n(.*)$/s;

function isBadGateway({ bytes, end }: Reading): boolean {
  const [, length, body] = badGateway.exec(bytes.toString('latin1')) ?? [];
  return end === 'FIN' && Number(length) === body?.length;
}

/** `FIN after 20 bytes`, each once. */
function endsOf(readings: readonly Reading[]): string {
  const words = readings.map(
    ({ bytes, end }) => `${endWords[end]} ${bytes.length.toLocaleString('en')} bytes`,
  );
  return [...new Set(words)].slice(0, 4).join('; ');
}

const endWords: Readonly<Record<Reading['end'], string>> = {
  FIN: 'closed after',
  RST: 'reset after',
  quiet: 'open after',
  enough: 'left after',
  refused: 'refused after',
};
