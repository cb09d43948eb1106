/** The recorded parts of an exchange above a limit of the capture. */
import { describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import {
  answering,
  connectTo,
  firstChunk,
  get,
  ok,
  post,
  stayAfter,
  streamHead,
  summaryOf,
  textOf,
} from './left-out-fixture.ts';

function answerOf(body: string): string {
  return `HTTP/1.1 201 Created\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

describe('an exchange above a limit', () => {
  it('has the start of its answer and the complete request if the answer is too large', async () => {
    const live = await answering([answerOf('0123456789')], { capture: { bodyBytesMax: 8 } });
    expect(summaryOf(await stayAfter(live, post))).toEqual({
      leftOut: 'body_too_large',
      requestWhole: true,
      asked: 'hello',
      head: 'HTTP/1.1 201 Created\r\nContent-Length: 10\r\n\r\n',
      answered: '01234567',
    });
  });

  it('uses no more than 64 KiB of the budget once the answer is too large', async () => {
    const capture = { bodyBytesMax: 512 * 1024 };
    const body = 'x'.repeat(600 * 1024);
    const live = await answering([answerOf(`${body}y`).slice(0, -1)], { capture });
    const { socket, received } = await connectTo(live);
    socket.write(get);
    await until(() => received().endsWith(body));
    expect(live.report().gauges.capture_bytes).toBe(64 * 1024);
  });

  it('has its answer and no complete request if the request is too large', async () => {
    const live = await answering([ok], { capture: { bodyBytesMax: 4 } });
    expect(summaryOf(await stayAfter(live, post))).toEqual({
      leftOut: 'body_too_large',
      requestWhole: false,
      asked: '',
      head: ok.slice(0, -2),
      answered: 'ok',
    });
  });

  const large = 'x'.repeat(2000);

  it('has the complete request if the budget is used up by the answer', async () => {
    const live = await answering([answerOf(large)], { capture: { budgetBytes: 1500 } });
    const exchange = await stayAfter(live, post);
    expect(exchange).toMatchObject({ leftOut: 'capture_budget', requestWhole: true });
    expect(textOf(exchange.request.body)).toBe('hello');
  });

  it('has no complete request if the budget is used up by the request', async () => {
    const live = await answering([ok], { capture: { budgetBytes: 1500 } });
    const exchange = await stayAfter(
      live,
      `POST / HTTP/1.1\r\nContent-Length: ${large.length}\r\n\r\n${large}`,
    );
    expect(exchange).toMatchObject({ leftOut: 'capture_budget', requestWhole: false });
  });

  it('is counted with its own reason if it cannot be passed on', async () => {
    const live = await answering([], { capture: { budgetBytes: 100 } });
    const { socket } = await connectTo(live);
    socket.write(get, () => socket.resetAndDestroy());
    await until(() => live.report().shed.aborted === 1);
    expect(live.report().shed).toEqual({});
  });
});

describe('the capture budget', () => {
  it.each([
    ['answers broken off by the client', post, streamHead + firstChunk],
    ['answers that are too large', post, answerOf('x'.repeat(100))],
    ['requests that are too large', post.replace('5', '50') + 'x'.repeat(45), ok],
    ['malformed chunks', post, `${streamHead}${firstChunk}\r\nzz\r\n`],
    ['upgrades', `${post}GET / HTTP/1.1\r\nUpgrade: x\r\n\r\nahead`, ok],
    ['requests without an answer', post, ''],
  ])('is fully available again after %s', async (_, request, answer) => {
    const runs = 20;
    // Too little for all of them, so that some can't be sent on.
    const live = await answering([answer], { capture: { bodyBytesMax: 40, budgetBytes: 8000 } });
    for (let run = 0; run < runs; run += 1) {
      const { socket, received } = await connectTo(live);
      socket.write(request);
      await until(
        () => received().length >= answer.length && live.report().gauges.connections! > 0,
      );
      socket.resetAndDestroy();
    }
    await until(() => live.report().gauges.connections === 0);
    await until(() => live.report().gauges.capture_bytes === 0);
  });
});
