import { z } from 'zod';
import { failure, type Result, success } from '../vocabulary/result.ts';

/** The first line of a recording: its type, and the version of the format. */
export const magicLine = 'parallax-recording 1';

/** The limit for the first two lines, in bytes. */
export const headBytesMax = 16 * 1024;

/** The range of a date in JavaScript. */
const latestMs = 8.64e15;

const headerSchema = z.object({
  /** The version of Parallax. */
  version: z.string().max(255),
  /** Eight hexadecimal digits, random for each start of the recorder. */
  instance: z.string().regex(/^[0-9a-f]{8}$/),
  host: z.string().max(255),
  /** Without credentials. */
  primary: z.string().max(4096),
  /** The wall clock when the file was started, milliseconds since the epoch. */
  startedAtMs: z.number().min(0).max(latestMs),
  /** Whether credentials were kept, or replaced by placeholders. */
  secrets: z.enum(['placeholders', 'kept']),
  /**
   * How far the clocks that measured the exchanges may differ, in milliseconds; absent if there was only one,
   * as in all files before hubs stored it.
   */
  clockSkewMs: z.number().min(0).optional(),
  /** How the key of this file is derived; null if it is not encrypted. */
  encryption: z
    .object({ cipher: z.literal('aes-256-gcm'), salt: z.string().regex(/^[0-9a-f]{32}$/) })
    .nullable(),
});

/** The second line of a recording, as JSON. */
export type RecordingHeader = z.infer<typeof headerSchema>;

/** The first two lines of a recording. */
export function writeHeader(header: RecordingHeader): Buffer {
  return Buffer.from(`${magicLine}\n${JSON.stringify(header)}\n`);
}

interface MeasuredHeader {
  readonly header: RecordingHeader;
  /** The length of its two lines. */
  readonly bytes: number;
}

/**
 * Reads the first two lines of a recording.
 *
 * @param start the first `headBytesMax` bytes of the file, or all of a shorter one
 */
export function readHeader(start: Buffer): Result<MeasuredHeader> {
  const firstEnd = start.indexOf('\n');
  const first = start.subarray(0, Math.max(0, firstEnd)).toString('latin1');
  if (first !== magicLine) return failure(foreignWords(first));
  const secondEnd = start.indexOf('\n', firstEnd + 1);
  if (secondEnd === -1) return failure('the file ends before its header does');
  const header = headerSchema.safeParse(
    jsonOrNull(start.subarray(firstEnd + 1, secondEnd).toString('utf8')),
  );
  if (!header.success) return failure('the header is malformed');
  return success({ header: header.data, bytes: secondEnd + 1 });
}

/**
 * Whether a file ends within its header: its recorder was killed before it wrote an exchange.
 *
 * @param start as in {@link readHeader}
 */
export function isTornHeader(start: Buffer): boolean {
  const text = start.toString('latin1');
  if (text.length >= headBytesMax || text.split('\n').length > 2) return false;
  return `${magicLine}\n`.startsWith(text) || text.startsWith(`${magicLine}\n`);
}

function foreignWords(first: string): string {
  return /^parallax-recording \d+$/.test(first)
    ? `the file was written in a later format (${first}); this version reads "${magicLine}"`
    : 'this is not a recording of Parallax';
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
