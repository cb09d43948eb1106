/** The record of an exchange on a connection that becomes opaque. */
import { describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import {
  answering,
  connectTo,
  firstChunk,
  firstEvent,
  get,
  ok,
  post,
  recorded,
  stayAfter,
  streamHead,
  summaryOf,
  unreachable,
} from './left-out-fixture.ts';

const upgrade = 'GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n';
const expecting =
  'POST /runs HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n';

describe('an exchange on a connection that becomes opaque', () => {
  it('by an upgrade is left out as upgrade', async () => {
    const live = await answering(['HTTP/1.1 101 Switching Protocols\r\n\r\nWELCOME']);
    const exchange = await stayAfter(live, upgrade);
    expect(exchange).toMatchObject({ leftOut: 'upgrade', requestWhole: false });
  });

  it('by bytes before the answer to an upgrade is left out as upgrade', async () => {
    const live = await answering([]);
    const exchange = await stayAfter(live, `${upgrade}\x81\x05hello`);
    expect(exchange).toMatchObject({ leftOut: 'upgrade', requestWhole: false });
  });

  it('by bytes before the answer to an upgrade leaves earlier requests complete', async () => {
    const live = await answering([]);
    await stayAfter(live, `${post}${upgrade}\x81\x05hello`, 2);
    expect(live.exchanges.map(summaryOf)).toMatchObject([
      { leftOut: 'opaque', requestWhole: true, asked: 'hello' },
      { leftOut: 'upgrade', requestWhole: false },
    ]);
  });

  it('by bytes after an upgrade that is not yet sent is left out as upgrade', async () => {
    const live = await answering([ok]);
    const { socket, received } = await connectTo(live);
    socket.write(get + upgrade);
    await until(() => received() === ok);
    socket.write('\x81\x05hello', 'latin1');
    expect(await recorded(live, 2)).toMatchObject({ leftOut: 'upgrade', requestWhole: false });
  });

  it('by a refused expectation is left out as refused_expectation', async () => {
    const live = await answering(['HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n']);
    const exchange = await stayAfter(live, expecting);
    expect(exchange).toMatchObject({ leftOut: 'refused_expectation', requestWhole: false });
  });

  it('by a malformed chunk of the answer has the complete request', async () => {
    const live = await answering([`${streamHead}${firstChunk}\r\nzz\r\n`]);
    expect(summaryOf(await stayAfter(live, post))).toEqual({
      leftOut: 'opaque',
      requestWhole: true,
      asked: 'hello',
      head: streamHead,
      answered: firstEvent,
    });
  });

  it('by a malformed chunk of the request has no complete request', async () => {
    const live = await answering([]);
    const chunked = 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabzz';
    const exchange = await stayAfter(live, chunked);
    expect(exchange).toMatchObject({ leftOut: 'opaque', requestWhole: false });
  });

  it('by CONNECT leaves earlier requests complete', async () => {
    const live = await answering([]);
    const exchange = await stayAfter(live, `${post}CONNECT a:443 HTTP/1.1\r\n\r\n`);
    expect(exchange).toMatchObject({ leftOut: 'opaque', requestWhole: true });
  });

  it('before primary is reached has no complete request', async () => {
    const live = await unreachable();
    const exchange = await stayAfter(live, `${post}no HTTP\r\n`);
    expect(exchange).toMatchObject({ leftOut: 'opaque', requestWhole: false });
  });
});

describe('an upgrade that primary answers like an ordinary request', () => {
  it('is compared, and so are later requests', async () => {
    const live = await answering([ok, ok]);
    const { socket, received } = await connectTo(live);
    socket.write(upgrade);
    await until(() => received() === ok);
    socket.write(get);
    await recorded(live, 2);
    expect(live.exchanges.map(({ leftOut }) => leftOut)).toEqual([null, null]);
  });

  it('is compared, and so are later requests, if the answer begins inside the body of the request', async () => {
    const live = await answering([ok.slice(0, -1), 'k', ok]);
    const { socket, received } = await connectTo(live);
    const asked = post.replace('\r\n\r\n', '\r\nUpgrade: h2c\r\n\r\n');
    socket.write(asked.slice(0, -1));
    await until(() => received() === ok.slice(0, -1));
    socket.write(asked.slice(-1));
    await until(() => received() === ok);
    socket.write(get);
    await recorded(live, 2);
    expect(live.exchanges.map(({ leftOut }) => leftOut)).toEqual([null, null]);
  });
});
