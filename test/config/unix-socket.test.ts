import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { configOf, faultsOf, upstreams } from './config-text.ts';

const long = `/${'a'.repeat(107)}`;

describe('a Unix socket in the config', () => {
  it('is allowed as a listening address and as a deployment', () => {
    const config = configOf(`listen: unix:/run/parallax.sock
primary: unix:/run/api.sock
candidate: {url: unix:/run/new.sock}
secondary: unix:/run/old.sock
`);
    expect(config).toMatchObject({
      listen: { socket: '/run/parallax.sock' },
      primary: { url: 'unix:/run/api.sock' },
      candidate: { url: 'unix:/run/new.sock' },
      secondary: { kind: 'instance', url: 'unix:/run/old.sock' },
    });
  });

  it.each([
    ['three slashes', 'unix:///run/api.sock'],
    ['doubled slashes', 'unix:/run//api.sock'],
    ['steps within the path', 'unix:/run/./x/../api.sock'],
  ])('is normalised: %s', (_, url) => {
    const { primary } = configOf(`primary: ${url}\ncandidate: http://new.test\n`);
    expect(primary.url).toBe('unix:/run/api.sock');
  });

  it('has a path of at most 107 bytes', () => {
    const path = long.slice(0, 107);
    expect(configOf(`listen: unix:${path}\n${upstreams}`).listen).toEqual({ socket: path });
  });

  it('is not meant by a host called unix', () => {
    const config = configOf('primary: http://unix:8080\ncandidate: http://unix\n');
    expect(config.primary.url).toBe('http://unix:8080');
  });

  it('is shown as the config has it', () => {
    const flags = {
      listen: 'unix:/run/p.sock',
      primary: 'unix:/a.sock',
      candidate: 'http://b.test',
    };
    const { settings } = loadConfig({ flags });
    expect(settings?.slice(0, 1)).toEqual([
      { path: 'listen', value: 'unix:/run/p.sock', origin: '--listen' },
    ]);
  });
});

const faults: readonly (readonly [string, string, string])[] = [
  [
    'a relative path',
    'unix:run/api.sock',
    'the path of a Unix socket begins with one slash: write unix:/run/api.sock',
  ],
  [
    'no path',
    "'unix:'",
    'the path of a Unix socket begins with one slash: write unix:/run/api.sock',
  ],
  [
    'two slashes',
    'unix://run/api.sock',
    'the path of a Unix socket begins with one slash: write unix:/run/api.sock',
  ],
  ['a folder', 'unix:/run/', 'this is a folder: write the path of a socket file in it'],
  [
    'a folder with dots at the end',
    'unix:/run/..',
    'this is a folder: write the path of a socket file in it',
  ],
  [
    'an abstract socket',
    "'unix:@api'",
    'abstract sockets are not supported, because any process may take their names: write the path of a socket file, unix:/run/api.sock',
  ],
  [
    'an abstract socket by its first byte',
    '"unix:\\0api"',
    'abstract sockets are not supported, because any process may take their names: write the path of a socket file, unix:/run/api.sock',
  ],
  [
    'a NUL in the path',
    '"unix:/run/a\\0b"',
    'the path of a Unix socket has no colon or control character: write unix:/run/api.sock alone',
  ],
  [
    'a path behind the socket, as nginx has it',
    'unix:/run/api.sock:/v1',
    'the path of a Unix socket has no colon or control character: write unix:/run/api.sock alone',
  ],
  [
    'a scheme before it, as nginx has it',
    'http://unix:/run/api.sock',
    'write a Unix socket as unix:/PATH, for example unix:/run/api.sock',
  ],
  [
    'a scheme with TLS',
    'https://unix:/run/api.sock',
    'write a Unix socket as unix:/PATH, for example unix:/run/api.sock',
  ],
  [
    'another scheme',
    'http+unix:/run/api.sock',
    'write a Unix socket as unix:/PATH, for example unix:/run/api.sock',
  ],
  [
    'upper case',
    'UNIX:/run/api.sock',
    'write a Unix socket as unix:/PATH, for example unix:/run/api.sock',
  ],
  [
    'a path that is too long',
    `unix:${long}`,
    'the path of a Unix socket has at most 107 bytes, this one has 108: write a shorter one',
  ],
  [
    'a path that is too long in UTF-8',
    `unix:/${'é'.repeat(54)}`,
    'the path of a Unix socket has at most 107 bytes, this one has 109: write a shorter one',
  ],
];

describe('an invalid Unix socket', () => {
  it.each(faults)('is a fault of listen: %s', (_, text, message) => {
    expect(faultsOf(`listen: ${text}\n${upstreams}`)).toEqual([`file:1:9: listen: ${message}`]);
  });

  it.each(faults)('is a fault of a deployment: %s', (_, text, message) => {
    expect(faultsOf(`primary: http://a.test\ncandidate: {url: ${text}}\n`)).toEqual([
      `file:2:18: candidate.url: ${message}`,
    ]);
  });

  it('is not quoted if it comes from the environment', () => {
    const environment = { SOCKET: 'unix:sesame' };
    expect(faultsOf('primary: ${SOCKET}\ncandidate: http://b.test\n', { environment })).toEqual([
      'file:1:10: primary.url: the path of a Unix socket begins with one slash: write unix:/run/api.sock (it comes from ${SOCKET})',
    ]);
  });

  it('is a fault of the admin address in any form', () => {
    expect(faultsOf(`admin: unix:/run/admin.sock\n${upstreams}`)).toEqual([
      'file:1:8: admin.listen: a Unix socket is not possible here: write an address as HOST:PORT, for example 127.0.0.1:9900',
    ]);
  });
});

describe('tls with a Unix socket', () => {
  it('is refused for deployments', () => {
    const text =
      'primary: {url: unix:/a.sock, tls: {serverName: a.test}}\ncandidate: http://b.test\n';
    expect(faultsOf(text)).toEqual([
      'file:1:30: primary.tls: Unix sockets have no TLS: remove tls, or write an https:// url',
    ]);
  });

  it('is refused for clients', () => {
    const [fault] = faultsOf(`${upstreams}listen: unix:/a.sock\ntls: {cert: a.pem, key: b.pem}\n`);
    expect(fault).toBe(
      'file:4:1: tls: Unix sockets have no TLS: remove tls, or listen on HOST:PORT',
    );
  });
});

describe('a deployment on a socket of Parallax itself', () => {
  it.each(['unix:/run/p.sock', 'unix:///run//p.sock', 'unix:/run/x/../p.sock'])(
    'is refused: %s',
    (url) => {
      expect(
        faultsOf(`listen: unix:/run/p.sock\nprimary: http://a.test\ncandidate: ${url}\n`),
      ).toEqual([
        'file:3:12: candidate.url: this is the address of Parallax itself, see listen: write the address of the deployment',
      ]);
    },
  );

  it('is accepted on another socket', () => {
    expect(
      faultsOf(
        'listen: unix:/run/p.sock\nprimary: unix:/run/q.sock\ncandidate: unix:/run/r.sock\n',
      ),
    ).toEqual([]);
  });
});

describe('a secondary on the Unix socket of another deployment', () => {
  it.each([
    [
      'primary',
      'unix:/a.sock',
      'this is primary: write secondary: self, which sends it few requests and no writes',
    ],
    [
      'the candidate',
      'unix:/b.sock',
      'this is the candidate: every difference would count as noise',
    ],
  ])('is refused: that of %s', (_, url, message) => {
    const text = `primary: unix:/a.sock\ncandidate: unix:/b.sock\nsecondary: ${url.replace('unix:/', 'unix:///')}\n`;
    expect(faultsOf(text)).toEqual([`file:3:12: secondary.url: ${message}`]);
  });
});

it('proxyProtocol may be true or false', () => {
  expect(configOf(`proxyProtocol: true\n${upstreams}`).proxyProtocol).toBe(true);
  expect(faultsOf(`proxyProtocol: v2\n${upstreams}`)).toEqual([
    'file:1:16: proxyProtocol: write true or false, not "v2"',
  ]);
});
