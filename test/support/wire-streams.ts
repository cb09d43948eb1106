import fc from 'fast-check';

/** Byte streams such as HTTP/1.1 peers send, well formed and otherwise, in pieces. */
const eol = fc.constantFrom('\r\n', '\r\n', '\r\n', '\r\n', '\r\n', '\n', '\r', '\r\r\n');

const field = fc.constantFrom(
  'Host: a.example',
  'hOST:\tb',
  'Accept: */*',
  'Content-Length: 5',
  'Content-Length: 0',
  'Content-Length: -1',
  'Content-Length: 5, 5',
  'content-length:5',
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: gzip, chunked',
  'Transfer-Encoding : chunked',
  'Transfer-Encoding: xchunked',
  'Connection: close',
  'Connection: keep-alive, X-Gone',
  'Expect: 100-continue',
  'Upgrade: websocket',
  'Upgrade: h2c',
  'X-Long: ' + 'x'.repeat(2000),
  ' folded: line',
  'no colon',
  ': nameless',
  'Bad Name: x',
  'Nul: \0',
  'Obs: \xff\x80',
  'X-Forwarded-For: 1.2.3.4',
);

const payload = fc.constantFrom(
  '',
  '',
  'hello',
  'hello, longer than it says',
  '5\r\nhello\r\n0\r\n\r\n',
  '5;ext=1\r\nhello\r\n0\r\nTrailer: 1\r\n\r\n',
  '5\nhello\n0\n\n',
  'ffffffffffffffffff\r\nhello',
  '0x5\r\nhello\r\n0\r\n\r\n',
  '{"cost":0.1}',
);

const requestLine = fc.constantFrom(
  'GET / HTTP/1.1',
  'GET /a?b=c HTTP/1.0',
  'HEAD / HTTP/1.1',
  'POST /v1/chat/completions HTTP/1.1',
  'OPTIONS * HTTP/1.1',
  'GET http://a.example/b HTTP/1.1',
  'CONNECT a.example:443 HTTP/1.1',
  'PRI * HTTP/2.0',
  'GET / RTSP/1.0',
  'GET /',
  'GET  / HTTP/1.1',
  'get / http/1.1',
  'M\xe4THOD / HTTP/1.1',
  '',
);

const statusLine = fc.constantFrom(
  'HTTP/1.1 200 OK',
  'HTTP/1.1 200',
  'HTTP/1.0 200 OK',
  'HTTP/1.1 100 Continue',
  'HTTP/1.1 103 Early Hints',
  'HTTP/1.1 101 Switching Protocols',
  'HTTP/1.1 204 No Content',
  'HTTP/1.1 304 Not Modified',
  'HTTP/1.1 502 Bad Gateway',
  'HTTP/1.1 2000 OK',
  'HTTP/2 200',
  'ICY 200 OK',
);

function message(startLine: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(startLine, eol, fc.array(fc.tuple(field, eol), { maxLength: 4 }), eol, payload)
    .map(([start, end, fields, last, body]) => start + end + fields.flat().join('') + last + body);
}

const garbage = fc
  .uint8Array({ maxLength: 200 })
  .map((octets) => Buffer.from(octets).toString('latin1'));

function stream(startLine: fc.Arbitrary<string>): fc.Arbitrary<Buffer[]> {
  const text = fc
    .array(fc.oneof({ weight: 9, arbitrary: message(startLine) }, garbage), {
      minLength: 1,
      maxLength: 4,
    })
    .map((parts) => parts.join(''));
  return fc.tuple(text, fc.array(fc.nat(), { maxLength: 6 })).map(([whole, cuts]) => {
    const bytes = Buffer.from(whole, 'latin1');
    const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length];
    places.sort((a, b) => a - b);
    return places.slice(1).map((end, i) => bytes.subarray(places[i], end));
  });
}

export const requestStream = stream(requestLine);
export const responseStream = stream(statusLine);
