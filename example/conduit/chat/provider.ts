import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { draw, drawOne } from '../../draw.ts';
import type { Usage } from '../models.ts';
import type { ChatRequest } from './chat-request.ts';

/** A provider's answer. */
export interface Completion {
  readonly id: string;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly model: string;
  /** The text, in the pieces in which it is generated. */
  readonly pieces: readonly string[];
  readonly finishReason: 'stop' | 'length';
  readonly usage: Usage;
}

const vocabulary =
  'the a gateway keeps every request and its cost apart so that teams can see what their keys spend over time and which model answers best'.split(
    ' ',
  );
const wordsMin = 8;
const wordsMax = 40;
const wordsPerPiece = 6;
const charsPerToken = 4;
const recordedAt = 1_748_764_800;

/**
 * The built-in provider: like a recording, it has one answer to each prompt, made up from the
 * prompt's hash, and always states the time at which it was recorded. Its id alone is new each time.
 */
export function completionFor({ model, messages }: ChatRequest): Completion {
  const prompt = JSON.stringify(messages);
  const wanted = wordsMin + Math.floor(draw(model, prompt, 'length') * wordsMax);
  const words = Array.from({ length: Math.min(wanted, wordsMax) }, (_, index) =>
    drawOne(vocabulary, model, prompt, index),
  );
  return {
    id: `chatcmpl-${randomUUID()}`,
    created: recordedAt,
    model,
    pieces: inPieces(words),
    finishReason: wanted > wordsMax ? 'length' : 'stop',
    usage: {
      promptTokens: Math.ceil(prompt.length / charsPerToken),
      completionTokens: words.length,
    },
  };
}

/** Gives the pieces one by one, with the pauses of a fast model: some milliseconds in all. */
export async function* generate({ pieces }: Completion): AsyncGenerator<string> {
  await pause(2);
  for (const piece of pieces) {
    await pause(1);
    yield piece;
  }
}

function inPieces(words: readonly string[]): readonly string[] {
  const pieces: string[] = [];
  for (let at = 0; at < words.length; at += wordsPerPiece) {
    const space = at === 0 ? '' : ' ';
    pieces.push(space + words.slice(at, at + wordsPerPiece).join(' '));
  }
  return pieces;
}
