import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { readIdentityKey } from '../config/identity-key.ts';
import type { RecordConfig } from '../config/record-schema.ts';
import type { Config } from '../config/schema.ts';
import type { Logger } from '../log.ts';
import type { PlaneEnds } from '../transport/worker-link.ts';
import { ParallaxError } from '../vocabulary/errors.ts';
import type { Exchange } from '../vocabulary/exchange.ts';
import { parseRequestHead } from '../vocabulary/raw-head.ts';
import type { Tally } from '../vocabulary/tally.ts';
import { BatchTaker } from './batch-taker.ts';
import { Distinct } from './distinct/distinct.ts';
import { RecordingWriter } from './file/recording-writer.ts';
import { createPlaceholders } from './secrets/placeholders.ts';
import { redactExchange } from './secrets/redact-exchange.ts';
import { createSelection } from './selection.ts';

export interface RecorderPlaneOptions {
  readonly config: Config;
  readonly record: RecordConfig;
  /** The name of the process. */
  readonly instance: string;
  /** The version of Parallax. */
  readonly version: string;
  /** How far the clocks that measure the exchanges may differ, in milliseconds. */
  readonly clockSkewMs: number;
  readonly tally: Tally;
  readonly log: Logger;
}

/** Compressed bodies may become larger than captured plain ones. */
const decodedBytesMin = 16 * 1024 * 1024;

/**
 * The plane that writes exchanges to a file: it takes the source's batches, and returns their credit once
 * they are written.
 */
export function createRecorderPlane(options: RecorderPlaneOptions): PlaneEnds {
  const { config, record, version, clockSkewMs, tally, log } = options;
  let { primary } = config;
  const instance = randomBytes(4).toString('hex');
  const tap = { instance, host: hostname(), version };
  const writer = new RecordingWriter({
    record,
    header: () => ({
      ...tap,
      primary: withoutUserinfo(primary.url),
      secrets: record.secrets === 'keep' ? 'kept' : 'placeholders',
      clockSkewMs,
    }),
    key: record.keyFile === undefined ? null : keyIn(record.keyFile),
    budgetBytes: config.capture.budgetBytes,
    log,
  });
  const placeholders = record.secrets === 'keep' ? null : createPlaceholders(randomBytes(32));
  const decodedBytesMax = Math.max(decodedBytesMin, config.capture.bodyBytesMax);
  let bodiesLeftOut = 0;
  const isSelected = createSelection(record, config, options.instance);
  const distinct = record.distinct === undefined ? null : new Distinct(record.distinct, config);

  function withoutSecrets(exchange: Exchange): Exchange {
    if (placeholders === null) return exchange;
    const { exchange: shown, leftOut } = redactExchange(exchange, decodedBytesMax, placeholders);
    bodiesLeftOut += leftOut;
    return shown;
  }

  const taker = new BatchTaker({
    tap,
    writer,
    recorded(exchange) {
      if (!isSelected(exchange, parseRequestHead(exchange.request.head))) return [];
      const shown = withoutSecrets(exchange);
      return distinct === null ? [shown] : distinct.choose(shown);
    },
  });
  tally.gauge('recording_up', () => (writer.isUp ? 1 : 0));
  tally.gauge('recording_exchanges', () => writer.counts.exchanges);
  tally.gauge('recording_bytes', () => writer.counts.bytes);
  tally.gauge('recording_bodies_left_out', () => bodiesLeftOut);
  tally.gauge('recording_lost', () => writer.counts.lost);
  if (distinct !== null) {
    tally.gauge('recording_seen', () => distinct.coverage.seen);
    tally.gauge('recording_kinds', () => distinct.coverage.kinds);
  }
  return {
    tally,
    onInput: (port) => taker.takeFrom(port),
    onConfig(change) {
      ({ primary } = change.config);
      writer.limit(change.config.capture.budgetBytes);
      log.level = change.config.log.level;
    },
    async onEnd() {
      await writer.close();
      const { exchanges, lost } = writer.counts;
      log.info({ exchanges, lost, ...distinct?.coverage }, 'the recording has ended');
    },
  };
}

/** The config check has already read it. */
function keyIn(file: string): Buffer {
  const { value: key, fault } = readIdentityKey(file);
  if (fault !== null) throw new ParallaxError('recording_key', `record.keyFile: ${fault}`);
  return key;
}

function withoutUserinfo(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//');
}
