import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { configOf, faultsOf, upstreams } from './config-text.ts';

describe('a config file', () => {
  it('needs only the two upstreams', () => {
    expect(configOf(upstreams)).toMatchObject({
      primary: { url: 'http://legacy.test' },
      candidate: { url: 'http://new.test', ownState: false },
      listen: { host: '127.0.0.1', port: 8080 },
      mirror: { methods: 'safe' },
    });
  });

  it('may use anchors, whose values stay separate', () => {
    const text = 'primary: &legacy {url: http://legacy.test}\ncandidate: *legacy\n';
    const config = configOf(text, { flags: { 'primary-host-header': 'upstream' } });
    expect([config.primary.hostHeader, config.candidate.hostHeader]).toEqual([
      'upstream',
      'client',
    ]);
  });
});

describe('the faults of a config file', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'a value that is not among those allowed',
      'mirror:\n  methods: writes\n',
      ['file:4:12: mirror.methods: write one of none, safe, all, not "writes"'],
    ],
    [
      'a text where a number is wanted',
      'mirror:\n  concurrency: "12"\n',
      ['file:4:16: mirror.concurrency: write a whole number, not "12"'],
    ],
    [
      'a number out of range',
      'mirror: {sample: 1.5, concurrency: 0}\n',
      [
        'file:3:18: mirror.sample: write a number of at most 1, not 1.5',
        'file:3:36: mirror.concurrency: write a number above 0, not 0',
      ],
    ],
    [
      'a fraction where a whole number is wanted',
      'routesMax: 1.5\n',
      ['file:3:12: routesMax: write a whole number, not 1.5'],
    ],
    [
      'YAML 1.1 for true',
      'forwarded: yes\n',
      ['file:3:12: forwarded: write true or false, not "yes"'],
    ],
    [
      'an empty part',
      'limits:\n',
      ['file:3:1: limits: has no value: write keys below it, or leave it out'],
    ],
    ['a list for a part', 'limits: [1]\n', ['file:3:1: limits: write keys below it']],
    ['a list for tls', 'tls: [cert.pem]\n', ['file:3:1: tls: write keys below it']],
    [
      'a single value for a list',
      'compare:\n  headers: etag\n',
      ['file:4:12: compare.headers.compare: write a list, not "etag"'],
    ],
    [
      'an item of a list',
      'routes:\n  - match: GET /a\n  - match: get /b\n    area: b\n',
      [
        'file:5:12: routes[1].match: write METHOD /path/{name}, for example GET /api/keys/{id}, or * /path for any method',
      ],
    ],
    [
      'a key that is missing in an item of a list',
      'routes:\n  - area: keys\n',
      ['file:4:5: routes[0].match: is missing: write match: METHOD /path/{name}'],
    ],
    [
      'an address without a port',
      'listen: localhost\n',
      ['file:3:9: listen: write an address as HOST:PORT, for example 127.0.0.1:8080'],
    ],
    ['a port', 'listen: localhost:65536\n', ['file:3:9: listen: a port is at most 65535']],
    [
      'writes to state that is shared',
      'mirror: {methods: all}\n',
      [
        'file:3:19: mirror.methods: mirroring writes changes data twice unless the candidate has its own database: set candidate.ownState: true if it has, or mirror.methods: safe',
      ],
    ],
  ])('include %s', (_, text, faults) => {
    expect(faultsOf(upstreams + text)).toEqual(faults);
  });

  it('include a shorthand that is no origin, at its position', () => {
    expect(faultsOf('primary: legacy.test\ncandidate: http://new.test\n')).toEqual([
      'file:1:10: primary.url: write an origin, http://HOST:PORT or https://HOST:PORT, without a path, query or user name',
    ]);
  });

  it('include the missing keys of an empty file', () => {
    expect(faultsOf('# empty\n')).toEqual([
      'file:1:1: primary: is missing: write primary: http://HOST:PORT',
      'file:1:1: candidate: is missing: write candidate: http://HOST:PORT',
    ]);
  });

  it('of one key do not hide those of others that are checked with it', () => {
    const text =
      'primary: {url: "https://legacy.test/?a", tls: {cert: a.pem}}\ncandidate: http://new.test\n';
    const faults = faultsOf(text).join('\n');
    expect(faults).toMatch(/primary\.url: write an origin[^]*primary\.tls\.cert: add key: FILE/);
  });

  it('are all reported at once, in the order of the file', () => {
    const text = [
      'mirror: {methods: all, sample: 2}',
      'listen: x',
      'candidate: {url: http://new.test, timeoutMs: -1}',
      'listen: y',
      'log: {level: "${LEVEL}"}',
    ].join('\n');
    expect(faultsOf(text).map((fault) => fault.split(': ', 2).join(' '))).toEqual([
      'file:1:1 primary',
      'file:1:19 mirror.methods',
      'file:1:32 mirror.sample',
      'file:3:46 candidate.timeoutMs',
      'file:4:1 this key is here twice',
      'file:4:9 listen',
      'file:5:14 log.level',
    ]);
  });
});

describe('an unknown key', () => {
  it.each([
    [
      'mirror: {smaple: 1}\n',
      'file:3:10: mirror.smaple: there is no such key: did you mean sample?',
    ],
    [
      'mirror:\n  sample-by: cookie\n',
      'file:4:3: mirror.sample-by: there is no such key: did you mean sampleBy?',
    ],
    [
      'concurrency: 5\n',
      'file:3:1: concurrency: there is no such key here: did you mean outOfPath.concurrency or mirror.concurrency?',
    ],
    [
      'timeoutMs: 5\n',
      'file:3:1: timeoutMs: there is no such key here: did you mean outOfPath.timeoutMs or candidate.timeoutMs or secondary.timeoutMs?',
    ],
    [
      'log: {colour: true}\n',
      'file:3:7: log.colour: there is no such key: write one of level, format',
    ],
    [
      '"__proto__": {level: info}\n',
      expect.stringMatching(/^file:3:1: __proto__: there is no such key/),
    ],
    ['5: five\n', expect.stringMatching(/^file:3:1: 5: there is no such key/)],
  ])('is reported with a suggestion: %j', (text, fault) => {
    expect(faultsOf(upstreams + text)).toEqual([fault]);
  });
});

describe('a file that is not YAML', () => {
  it.each<[string, readonly string[]]>([
    [
      'listen: a: b\n',
      [
        'file:1:9: this is not valid YAML: Nested mappings are not allowed in compact mappings: put quotes around a value that contains a colon and a space',
      ],
    ],
    [
      'routes:\n  - match: * /api\n  - match: @x\n',
      [
        'file:2:12: this is not valid YAML: Alias cannot be an empty string: put quotes around a value that starts with * or &',
        'file:3:12: this is not valid YAML: Plain value cannot start with reserved character @: put quotes around this value',
      ],
    ],
    [
      'log: {level: ${LEVEL}}\n',
      [
        'file:1:15: this is not valid YAML: Unexpected flow-map-start at node end: put quotes around a value that contains {',
      ],
    ],
    [
      'primary: *legacy\n',
      [
        'file:1:10: there is no anchor of this name before this: put quotes around a value that starts with *',
      ],
    ],
    ['a: 1\n---\nb: 2\n', ['file:2:1: a config is one document: leave out what starts with ---']],
    [
      'listen: !address x\n',
      [
        'file:1:9: this is not valid YAML: a tag is not known: put quotes around a value that starts with !',
      ],
    ],
    ['- primary\n', ['file:1:1: write keys and values, for example primary: http://HOST:PORT']],
  ])('is a fault: %j', (text, faults) => {
    expect(faultsOf(text)).toEqual(faults);
  });

  it('is shown with one fault a line, whatever else the parser finds in the line', () => {
    const places = faultsOf('{a: ${b}} c: ${d}\n').map((fault) => fault.split(':')[1]);
    expect(places).toEqual(['1']);
  });
});

describe('a file that cannot be read', () => {
  it.each([
    ['/nowhere/parallax.yaml', 'there is no such file'],
    ['/', 'this is a directory: write the path of a file'],
  ])('is a fault: %s', (file, message) => {
    expect(loadConfig({ file }).faults).toEqual([{ place: null, subject: file, message }]);
  });
});
