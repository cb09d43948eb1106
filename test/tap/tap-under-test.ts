import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NodeConnectionOptions } from '@nats-io/transport-node';
import { Agent, request } from 'undici';
import { configSchema } from '../../src/config/schema.ts';
import { noCandidate } from '../../src/config/role.ts';
import { streamName } from '../../src/fleet/nats/subjects.ts';
import { decodeTapMessage, type TapMessage } from '../../src/fleet/wire/tap-message.ts';
import { PartJoiner } from '../../src/fleet/wire/parts.ts';
import { startTap } from '../../src/process/start-tap.ts';
import type { Exchange } from '../../src/vocabulary/exchange.ts';
import { memoryLog } from '../support/memory-log.ts';
import { listen } from '../support/raw-socket.ts';
import type { NatsServer } from '../support/nats-server.ts';

/** A tap before a primary that answers `ok`. */
export interface TapUnderTest extends AsyncDisposable {
  readonly lines: ReturnType<typeof memoryLog>['lines'];
  /** One request; its body is what primary answers. */
  ask(path: string, options?: { headers?: Record<string, string>; body?: Buffer }): Promise<string>;
  /** The value of a metric, of all its labels added up. */
  metric(name: string): Promise<number>;
  /** Waits until so many exchanges are published or shed, and no more than that. */
  settles(exchanges: number): Promise<void>;
  /** Waits until a metric has a value. */
  metricIs(name: string, isThere: (value: number) => boolean): Promise<void>;
  /** The status of an answer of the admin address. */
  get(path: string, headers?: Record<string, string>): Promise<number>;
}

export interface TapOptions {
  readonly nats: unknown;
  readonly fleet?: Record<string, unknown>;
  readonly more?: Record<string, unknown>;
  readonly primary?: (request: IncomingMessage, response: ServerResponse) => void;
}

export async function startTapUnderTest(options: TapOptions): Promise<TapUnderTest> {
  const { nats, fleet, more, primary = (_, response) => response.end('ok') } = options;
  const upstream = createServer(primary);
  const config = configSchema.parse({
    listen: '127.0.0.1:0',
    admin: '127.0.0.1:0',
    primary: `http://127.0.0.1:${await listen(upstream)}`,
    candidate: noCandidate,
    mirror: { methods: 'all' },
    log: { level: 'error' },
    fleet: { nats, ...fleet },
    ...more,
  });
  const { log, lines } = memoryLog();
  const tap = await startTap(config, { log });
  const agent = new Agent({ connections: 4 });

  async function metric(name: string): Promise<number> {
    const response = await request(`http://${tap.adminAddress}/metrics`, { dispatcher: agent });
    const samples = (await response.body.text()).split('\n');
    return samples
      .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  }

  return {
    lines,
    async ask(path, { headers = {}, body } = {}) {
      const method = body === undefined ? 'GET' : 'POST';
      const url = `http://${tap.listenAddress}${path}`;
      const response = await request(url, {
        dispatcher: agent,
        method,
        headers,
        body: body ?? null,
      });
      return response.body.text();
    },
    metric,
    async metricIs(name, isThere) {
      while (!isThere(await metric(name))) await new Promise((resolve) => setTimeout(resolve, 20));
    },
    async settles(exchanges) {
      let settled = 0;
      while (settled < exchanges) {
        settled = await metric('parallax_tap_published_exchanges_total');
        settled += await metric('parallax_shed_total');
      }
      if (settled > exchanges) throw new Error(`${settled} are settled of ${exchanges}`);
    },
    async get(path, headers = {}) {
      const url = `http://${tap.adminAddress}${path}`;
      const response = await request(url, { dispatcher: agent, headers });
      await response.body.dump();
      return response.statusCode;
    },
    async [Symbol.asyncDispose]() {
      await agent.close();
      await tap.drain();
      upstream.close();
    },
  };
}

/** A message of a stream, as a hub reads it. */
export interface StoredMessage {
  readonly subject: string;
  readonly message: Omit<TapMessage, 'packed'>;
  readonly exchanges: readonly Exchange[];
}

/** All messages of a stream, in its order; their parts joined. */
export async function storedMessages(
  server: NatsServer,
  name = 'default',
  options: NodeConnectionOptions = {},
): Promise<readonly StoredMessage[]> {
  const connection = await connect({ servers: `127.0.0.1:${server.port}`, ...options });
  try {
    const manager = await jetstreamManager(connection);
    const { state } = await manager.streams.info(streamName(name));
    const joiner = new PartJoiner();
    const messages: StoredMessage[] = [];
    for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
      const stored = await manager.streams.getMessage(streamName(name), { seq });
      const bytes = stored === null ? null : joiner.add(stored.data);
      if (bytes === null || stored === null) continue;
      const { value: decoded, fault } = decodeTapMessage(bytes);
      if (fault !== null) throw new Error(fault.kind);
      messages.push({ subject: stored.subject, ...decoded });
    }
    return messages;
  } finally {
    await connection.close();
  }
}

/** The targets of the requests in these messages, in their order. */
export function targetsIn(messages: readonly StoredMessage[]): readonly string[] {
  return messages.flatMap(({ exchanges }) =>
    exchanges.map(
      ({ request }) => Buffer.from(request.head).toString('latin1').split(' ')[1] ?? '',
    ),
  );
}
