import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  parseAnswer,
  parseSecondAnswer,
} from '../../../../src/shadow/identity/reading/parsed-answer.ts';
import { subjectOf } from '../../../../src/shadow/identity/recognizing/subject.ts';
import type { CapturedMessage } from '../../../../src/vocabulary/exchange.ts';

const subject = subjectOf('/api/keys');
const body = Buffer.from('{"keys":[{"id":7,"name":"k"}]}');

function answer(bytes: Uint8Array, fields = ''): CapturedMessage {
  return { head: Buffer.from(`HTTP/1.1 200 OK\r\n${fields}\r\n`), body: bytes };
}

const before = { body, answer: parseAnswer(answer(body, 'X-Id: 1\r\n'), subject) };

describe("the candidate's answer", () => {
  it('shares the parsed body of primary if the bytes are equal, and has its own head', () => {
    const message = answer(Buffer.from(body), 'X-Id: 2\r\n');
    const second = parseSecondAnswer(message, subject, before);
    expect(second).toEqual(parseAnswer(message, subject));
    expect(second.documents[0]).toBe(before.answer.documents[0]);
  });

  it.each([
    ['it has other bytes', answer(Buffer.from('{"keys":[{"id":8,"name":"k"}]}'))],
    ['its bytes have another coding', answer(body, 'Content-Encoding: gzip\r\n')],
    [
      'it has the same meaning in other bytes',
      answer(gzipSync(body), 'Content-Encoding: gzip\r\n'),
    ],
  ])('is parsed separately if %s', (_, message) => {
    const second = parseSecondAnswer(message, subject, before);
    expect(second).toEqual(parseAnswer(message, subject));
    expect(second.documents[0]).not.toBe(before.answer.documents[0]);
  });
});
