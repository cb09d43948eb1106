import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { readSource, text } from '../recording/read-source.ts';
import { type NatsServer, natsServerProgram, startNatsServer } from '../support/nats-server.ts';
import {
  startTapUnderTest,
  storedMessages,
  type TapUnderTest,
  targetsIn,
} from './tap-under-test.ts';

const published = 'parallax_tap_published_exchanges_total';
const shed = 'parallax_shed_total';

/** Of this process, in which the tap runs. */
function nicenessOfThreads(): readonly number[] {
  return readdirSync('/proc/self/task').map((thread) => {
    const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'latin1');
    // The name of the thread, which may contain spaces, is in parentheses; the state follows it.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
  });
}

describe.skipIf(natsServerProgram === null)('a tap with a NATS server', () => {
  let server: NatsServer;
  let tap: TapUnderTest;

  beforeAll(async () => {
    server = await startNatsServer({ maxPayload: 64 * 1024 });
    tap = await startTapUnderTest({ nats: server.url });
  });
  afterAll(async () => {
    await tap[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  it('publishes every exchange once, in the order of their ends', async () => {
    const before = await tap.metric(published);
    const asked = Array.from({ length: 200 }, (_, at) => `/ordered/${at}`);
    for (const path of asked) expect(await tap.ask(path)).toBe('ok');
    await tap.metricIs(published, (value) => value === before + asked.length);
    const targets = targetsIn(await storedMessages(server));
    expect(targets.filter((target) => target.startsWith('/ordered/'))).toEqual(asked);
  });

  it.runIf(process.platform === 'linux')(
    'publishes at the priority at which it serves, so that no hub goes on without it',
    () => {
      expect(new Set(nicenessOfThreads())).toEqual(new Set([getPriority()]));
    },
  );

  it('publishes a body larger than max_payload completely', async () => {
    const body = Buffer.alloc(300_000, 'large body ');
    const before = await tap.metric(published);
    await tap.ask('/large', { body });
    await tap.metricIs(published, (value) => value === before + 1);
    const exchanges = (await storedMessages(server)).flatMap((one) => one.exchanges);
    const large = exchanges.find(({ request }) => request.body.byteLength === body.byteLength);
    expect(large !== undefined && body.equals(large.request.body)).toBe(true);
  });

  it('states in each message the time up to which it is complete, and sends nothing earlier later', async () => {
    await Promise.all(Array.from({ length: 50 }, (_, at) => tap.ask(`/complete/${at}`)));
    const messages = await storedMessages(server);
    let completeTo = 0;
    for (const { exchanges, message } of messages) {
      for (const { endedAt } of exchanges) expect(endedAt).toBeGreaterThanOrEqual(completeTo);
      expect(message.note.completeTo).toBeGreaterThanOrEqual(completeTo);
      ({ completeTo } = message.note);
    }
  });

  it('numbers its messages without a gap', async () => {
    const numbers = (await storedMessages(server)).map(({ message }) => message.batch);
    // The first notes may have come before the stream was there.
    const [first = 0] = numbers;
    expect(numbers).toEqual(numbers.map((_, at) => first + at));
  });

  it('sends notes without exchanges while a write is in progress, even if its own config mirrors nothing', async () => {
    const answers = Promise.withResolvers<void>();
    await using slow = await startTapUnderTest({
      nats: server.url,
      fleet: { name: 'slow' },
      more: { mirror: { methods: 'safe' } },
      primary: (request, response) => {
        request.resume();
        void answers.promise.then(() => response.end('ok'));
      },
    });
    const asked = slow.ask('/slow', { body: Buffer.from('write') });
    // The first may be the one that an idle tap sends now and then.
    await slow.metricIs('parallax_tap_published_messages_total', (value) => value >= 3);
    const notes = (await storedMessages(server, 'slow')).map(({ message }) => message);
    answers.resolve();
    await asked;
    expect(notes.map(({ records }) => records)).toEqual(notes.map(() => 0));
    expect(notes.at(-1)?.note.openWrites).toEqual([{ sequence: 1, startedAt: expect.any(Number) }]);
  });

  it('records beside its uplink what it publishes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'parallax-tap-record-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'traffic');
    const asked = ['/recorded/1', '/recorded/2', '/recorded/3'];
    {
      await using tap = await startTapUnderTest({
        nats: server.url,
        fleet: { name: 'recorded' },
        more: { record: file },
      });
      for (const path of asked) await tap.ask(path);
    }
    expect(targetsIn(await storedMessages(server, 'recorded'))).toEqual(asked);
    const { exchanges, faults } = await readSource(file);
    expect(faults).toEqual([]);
    expect(exchanges.map(({ request }) => text(request.head).split(' ')[1])).toEqual(asked);
  });

  it('distributes requests over partitions by a header, with the first for requests without it', async () => {
    await using parted = await startTapUnderTest({
      nats: server.url,
      fleet: { name: 'parted', partitionBy: 'x-tenant', partitions: 4 },
    });
    const tenants = ['a', 'b', 'c', 'd', 'e', 'f'];
    await parted.ask('/none');
    for (const tenant of [...tenants, ...tenants]) {
      await parted.ask(`/${tenant}`, { headers: { 'x-tenant': tenant } });
    }
    await parted.metricIs(published, (value) => value === 13);
    const messages = await storedMessages(server, 'parted');
    const subjectsOf = (target: string): readonly string[] => [
      ...new Set(
        messages.filter((one) => targetsIn([one]).includes(target)).map((one) => one.subject),
      ),
    ];
    const subjects = tenants.map((tenant) => subjectsOf(`/${tenant}`));
    expect(subjects.map(({ length }) => length)).toEqual(tenants.map(() => 1));
    expect(new Set(subjects.flat()).size).toBeGreaterThan(1);
    expect(subjectsOf('/none')).toEqual(['parallax.parted.0']);
  });

  it('counts what a full stream refuses', async () => {
    await using full = await startTapUnderTest({
      nats: server.url,
      fleet: { name: 'full', streamBytesMax: 1024 * 1024 },
    });
    const body = Buffer.alloc(100_000, 'x');
    for (let at = 0; at < 15; at += 1) expect(await full.ask('/full', { body })).toBe('ok');
    await full.settles(15);
    expect(await full.metric(`${shed}{reason="stream_full"}`)).toBeGreaterThan(0);
  });
});

describe.skipIf(natsServerProgram === null)('a tap whose NATS server is down', () => {
  it('continues to serve when the server is killed under load, and publishes every exchange once', async () => {
    await using server = await startNatsServer();
    await using tap = await startTapUnderTest({ nats: server.url });
    let asked = 0;
    const over = new AbortController();
    const client = async (): Promise<void> => {
      while (!over.signal.aborted) {
        expect(await tap.ask(`/${(asked += 1)}`)).toBe('ok');
      }
    };
    const clients = [client(), client(), client(), client()];
    await tap.metricIs(published, (value) => value > 50);
    await server.kill();
    await tap.metricIs('parallax_tap_unacknowledged_bytes', (value) => value > 100_000);
    await server.restart();
    await tap.metricIs('parallax_tap_connected', (value) => value === 1);
    await tap.metricIs(published, (value) => value > 500);
    over.abort();
    await Promise.all(clients);
    await tap.metricIs(published, (value) => value >= asked);
    const targets = targetsIn(await storedMessages(server));
    expect(targets).toHaveLength(asked);
    expect(new Set(targets).size).toBe(asked);
  });

  it('serves from the start, sheds above its budget, and publishes the rest later', async () => {
    await using server = await startNatsServer();
    await server.stop();
    await using tap = await startTapUnderTest({
      nats: server.url,
      more: { capture: { budgetBytes: 100_000 } },
    });
    for (let at = 0; at < 300; at += 1) expect(await tap.ask(`/${at}`)).toBe('ok');
    expect(await tap.get('/readyz')).toBe(200);
    await server.restart();
    await tap.settles(300);
    expect(await tap.metric(`${shed}{reason="uplink_budget"}`)).toBeGreaterThan(0);
    expect(targetsIn(await storedMessages(server))).toHaveLength(await tap.metric(published));
  });
});
