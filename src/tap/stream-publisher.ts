import { setTimeout as sleep } from 'node:timers/promises';
import {
  createInbox,
  headers,
  type Msg,
  type NatsConnection,
  type Subscription,
} from '@nats-io/transport-node';
import type { FleetConfig } from '../config/fleet-schema.ts';
import { type NatsLink, openNats } from '../fleet/nats/connect.ts';
import { duplicateWindowMs, ensureStream } from '../fleet/nats/ensure-stream.ts';
import { publishAnswer } from '../fleet/nats/publish-answer.ts';
import { subjectOf } from '../fleet/nats/subjects.ts';
import { faultOf, type Logger, RateLimitedLog } from '../log.ts';
import { messageIdOf } from './message-id.ts';
import { PublishQueue, type SendPart } from './publish-queue.ts';

export interface StreamPublisherOptions {
  readonly fleet: FleetConfig;
  /** Makes the ids of messages unique over all taps. */
  readonly instance: string;
  readonly log: Logger;
}

/** Publishes queued messages to the stream of the fleet, whenever there is a connection to NATS. */
export interface StreamPublisher {
  readonly queue: PublishQueue;
  readonly isConnected: boolean;
  /** Ends when everything is published, or after this long. */
  close(msMax: number): Promise<void>;
}

/** Room for the headers: `max_payload` limits headers and payload together. */
const headerBytesMax = 256;
/**
 * A message that was sent longer ago may be stored twice if it is sent again. The 20 s are for its
 * transmission.
 */
const resendMsMax = duplicateWindowMs - 20_000;
const answerMsMax = 5_000;
const lookMs = 250;
const retryMs = 500;

export function createStreamPublisher(options: StreamPublisherOptions): StreamPublisher {
  const { fleet, instance, log } = options;
  const problems = new RateLimitedLog(log);
  const inbox = createInbox();
  let subscribed: { readonly to: NatsConnection; readonly by: Subscription } | null = null;
  let warnedOfStream = false;
  let isClosing = false;

  const queue: PublishQueue = new PublishQueue({
    resendMsMax,
    answerMsMax,
    onUnavailable() {
      problems.warn(
        'stream_unavailable',
        {},
        'the stream of the fleet stores nothing now; trying again',
      );
      setTimeout(() => void open(link.connection), retryMs).unref();
    },
  });

  /** A tap without permission to look at streams publishes to one that others have created. */
  async function prepareStream(connection: NatsConnection): Promise<void> {
    try {
      const differences = await ensureStream(connection, fleet);
      if (differences.length === 0 || warnedOfStream) return;
      warnedOfStream = true;
      log.warn({ differences }, 'the stream of the fleet has other limits than the config');
    } catch (error) {
      const { name } = faultOf(error);
      problems.warn(
        'stream_not_made',
        { fault: name },
        'the stream cannot be looked up or created',
      );
    }
  }

  async function open(connection: NatsConnection | null): Promise<void> {
    if (connection === null) return;
    await prepareStream(connection);
    // The connection may have been lost meanwhile.
    if (link.connection !== connection || isClosing) return;
    if (subscribed?.to !== connection) {
      subscribed = {
        to: connection,
        by: connection.subscribe(`${inbox}.>`, { callback: onAnswer }),
      };
    }
    const payloadBytesMax = (connection.info?.max_payload ?? 0) - headerBytesMax;
    queue.open(senderOn(connection), payloadBytesMax, performance.now());
  }

  function senderOn(connection: NatsConnection): SendPart {
    return (bytes, { partition, ...name }) => {
      const id = headers();
      id.set('Nats-Msg-Id', messageIdOf(instance, name));
      connection.publish(subjectOf(fleet.name, partition), bytes, {
        headers: id,
        reply: `${inbox}.${name.number}.${name.part}.${name.parts}`,
      });
    };
  }

  function onAnswer(error: Error | null, message: Msg): void {
    if (error !== null) return;
    const [parts = 0, part = 0, number = 0] = message.subject.split('.').toReversed().map(Number);
    const answer = publishAnswer(message);
    if (answer.kind === 'full') {
      problems.warn('stream_full', {}, 'the stream of the fleet is full: exchanges are shed');
    } else if (answer.kind === 'refused') {
      problems.warn('publish_refused', { code: answer.code }, 'NATS refuses messages of this tap');
    }
    queue.answer({ number, part, parts }, answer, performance.now());
  }

  const link: NatsLink = openNats({
    nats: fleet.nats,
    clientName: `parallax tap ${instance}`,
    log,
    onUp: (connection) => void open(connection),
    onDown: () => queue.close(),
    onForbidden(operation, subject) {
      const partition = subject.slice(subject.lastIndexOf('.') + 1);
      const isOurs = subject === subjectOf(fleet.name, Number(partition));
      if (operation === 'publish' && isOurs) queue.forbidden(Number(partition));
    },
  });
  const looking = setInterval(() => queue.look(performance.now()), lookMs);

  return {
    queue,
    get isConnected() {
      return link.connection !== null;
    },
    async close(msMax) {
      const until = performance.now() + msMax;
      // Batches come on another port, and may arrive a moment later.
      do {
        await sleep(10);
      } while (!queue.isEmpty && performance.now() < until);
      isClosing = true;
      clearInterval(looking);
      queue.close();
      await link.close();
    },
  };
}
