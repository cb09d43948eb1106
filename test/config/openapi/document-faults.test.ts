import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatFault } from '../../../src/config/fault.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { faultsOf, upstreams } from '../config-text.ts';
import { documentOf, faultsWith } from './document-config.ts';

/**
 * A document is written elsewhere, by others, and by programs. What is wrong in it is named by file, line
 * and column, with what to write instead; and none of it may take much time, or memory.
 */

describe('the faults of an OpenAPI document', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'invalid YAML',
      'openapi: 3.1.0\npaths:\n\t/a: {}\n',
      ['api:3:1: this is not valid YAML: Tabs are not allowed as indentation: indent with spaces'],
    ],
    [
      'invalid JSON',
      '{\n  "openapi": "3.0.3",\n  "paths": {"/a": }}}\n',
      ['api:3:21: this is not valid YAML: Unexpected flow-map-end token in YAML stream: "}"'],
    ],
    ['text', 'hello', ['api:1:1: write keys and values, for example openapi: 3.1.0']],
    ['nothing', '', ['api:1:1: write an OpenAPI document, which begins with openapi: 3.1.0']],
    [
      'two documents',
      'openapi: 3.1.0\n---\npaths: {}\n',
      ['api:2:1: an OpenAPI document is one document: leave out what starts with ---'],
    ],
    [
      'Swagger 2.0',
      'swagger: "2.0"\npaths: {/a: {get: {}}}\n',
      ['api:1:10: swagger: this is a Swagger document: convert it to OpenAPI 3.0 or 3.1'],
    ],
    [
      'another version',
      'openapi: 3.2.0\npaths: {}\n',
      ['api:1:10: openapi: write a document of OpenAPI 3.0 or 3.1, such as openapi: 3.1.0'],
    ],
    [
      'a version that is a number',
      'openapi: 3.1\npaths: {}\n',
      ["api:1:10: openapi: write the version as a text with three numbers, such as '3.1.0'"],
    ],
    [
      'no version',
      'info: {}\n',
      ['api:1:1: this is not an OpenAPI document: openapi: 3.1.0 is missing'],
    ],
    [
      'no paths',
      'openapi: 3.1.0\npaths: {}\n',
      ['api:2:1: paths: the document has no paths: write at least one'],
    ],
    [
      'two operations for the same requests',
      documentOf('/users/{id}: {get: {}}\n/users/{name}:\n  get: {}\n'),
      [
        'api:5:5: paths /users/{name} get: GET /users/{id} matches the same requests, as names in {} do not count: keep one, or add an entry to routes in the config, which replaces both',
      ],
    ],
    [
      'a repeated path',
      documentOf('/a: {get: {}}\n/a: {put: {}}\n'),
      ['api:4:3: this key is here twice: keep one of the two'],
    ],
    [
      'a repeated path in JSON',
      '{"openapi": "3.1.0", "paths": {\n "/a": {"get": {}},\n "/a": {"put": {}}}}',
      ['api:3:2: this key is here twice: keep one of the two'],
    ],
    [
      'a path without a slash',
      documentOf('users: {get: {}}\n'),
      ['api:3:3: paths users: write a path with a slash in front: /users'],
    ],
    [
      'two parameters in a segment',
      documentOf('/report/{name}.{format}: {get: {}}\n', 'servers: [{url: /v1}]\n'),
      [
        "api:4:3: paths /report/{name}.{format}: a segment of a route has one {name}: write one here, or add an entry to routes in the config: {match: '* /v1/report/{name.format}'}",
      ],
    ],
    [
      'a query in a path',
      documentOf('/report?kind={kind}: {get: {}}\n'),
      [
        'api:3:3: paths /report?kind={kind}: write the path alone: a route does not depend on the query',
      ],
    ],
    [
      'a space in a path',
      documentOf('"/a b": {get: {}}\n'),
      ['api:3:3: paths /a b: write %20 for a space in a path'],
    ],
    [
      'a path of 25 segments',
      documentOf(`${'/a'.repeat(25)}: {get: {}}\n`),
      [
        `api:3:3: paths ${'/a'.repeat(25)}: write at most 24 segments: a longer path matches no route`,
      ],
    ],
    [
      'a path item that is a list',
      documentOf('/a: [get]\n'),
      ['api:3:3: paths /a: write the methods of this path as a mapping'],
    ],
    [
      'an operation that is a text',
      documentOf('/a:\n  get: yes\n'),
      ['api:4:10: paths /a get: write an operation as a mapping'],
    ],
    [
      'a method in capitals',
      documentOf('/a:\n  GET: {}\n'),
      ['api:4:5: paths /a GET: write the method in lower case: get'],
    ],
    [
      'tags that are no list',
      documentOf('/a:\n  get:\n    tags: Users\n'),
      ['api:5:13: paths /a get tags: write a list of tags'],
    ],
    [
      'a tag that is a number',
      documentOf('/a:\n  get:\n    tags: [2024]\n'),
      ['api:5:14: paths /a get tags 0: write a tag as a text, in quotes'],
    ],
    [
      'an operation id that is a number',
      '{"openapi": "3.0.0", "paths": {"/a": {"get": {\n  "operationId": 12}}}}',
      ['api:2:18: paths /a get operationId: write an operation id as a text, in quotes'],
    ],
    [
      'a reference into another file',
      documentOf('/a:\n  $ref: ./a.yaml\n'),
      [
        'api:4:11: paths /a $ref: other files are not read: bundle the document into one file, and write $ref: #/PATH',
      ],
    ],
    [
      'a reference to nothing',
      documentOf('/a:\n  $ref: "#/components/pathItems/constructor"\n'),
      ['api:4:11: paths /a $ref: this $ref does not lead to a path item'],
    ],
    [
      'a reference to itself',
      documentOf('/a:\n  $ref: "#/paths/~1a"\n'),
      ['api:4:11: paths /a $ref: this $ref leads to too many others'],
    ],
    [
      'a server with a variable that has no default',
      documentOf('/a: {get: {}}\n', 'servers:\n  - url: /{stage}\n'),
      ['api:3:10: servers 0 url: the variable {stage} has no default: write it below variables'],
    ],
    [
      'a server that is no URL',
      documentOf('/a: {get: {}}\n', 'servers:\n  - url: "https://"\n'),
      ['api:3:10: servers 0 url: write a URL, or a path such as /v1'],
    ],
    [
      'a server that is a text',
      documentOf('/a: {get: {}}\n', 'servers: [/v1]\n'),
      ['api:2:11: servers 0: write url: URL'],
    ],
    [
      'aliases that stand for aliases',
      `openapi: 3.1.0\na0: &a0 [x]\n${bombLevels(9)}paths: {}\n`,
      ['api:3:10: the aliases expand to too much: write their values in place of some'],
    ],
    [
      'very many aliases',
      `openapi: 3.1.0\na: &a x\nb: [${'*a,'.repeat(2000)}]\npaths: {}\n`,
      ['api:3:3005: the aliases expand to too much: write their values in place of some'],
    ],
  ])('name the place and the cause: %s', (_, document, faults) => {
    expect(faultsWith(document)).toEqual(faults);
  });

  it('show brackets in a path', () => {
    // How many fit depends on the stack.
    expect(faultsWith(`openapi: 3.1.0\na: ${'['.repeat(20_000)}\n`)).toEqual([
      expect.stringMatching(/^api:2:\d+: this is not valid YAML: .*: nest it less deeply$/),
    ]);
  });

  it('contain no terminal commands', () => {
    const [fault] = faultsWith(documentOf('"/a\\e[2J\\u202e": {get: {}}\n'));
    expect(fault).toBe(
      'api:3:3: paths /a\ufffd[2J\ufffd: a path has no control characters: percent-encode them',
    );
  });

  it('are shown up to a maximum number', () => {
    const paths = Array.from({ length: 500 }, (_, index) => `path${index}: {get: {}}\n`).join('');
    const faults = faultsWith(documentOf(paths));
    expect(faults).toHaveLength(21);
    expect(faults[20]).toBe('480 more faults in this document');
  });

  it('are shown after those of the config', () => {
    const faults = faultsWith(documentOf('users: {get: {}}\n'), 'limits: [1]\n');
    expect(faults).toEqual([
      'parallax.yaml:4:1: limits: write keys below it',
      'api:3:3: paths users: write a path with a slash in front: /users',
    ]);
  });

  it('do not cause further faults for areas that only the document has', () => {
    const gate = 'gate: {areas: {users: {mismatchBudget: 0.01}}}\n';
    const document = documentOf('users: {get: {tags: [users]}}\n');
    expect(faultsWith(document, gate)).toHaveLength(1);
  });
});

describe('an OpenAPI document that is too large', () => {
  it('has 17 MiB', () => {
    expect(faultsWith(Buffer.alloc(17 * 1024 * 1024, 0x20))).toEqual([
      expect.stringMatching(
        /^parallax\.yaml:3:10: openapi: a document may have at most 16 MiB: split it/,
      ),
    ]);
  });

  it('has 5 MiB of YAML, while JSON may have more', () => {
    const long = 'x'.repeat(5 * 1024 * 1024);
    expect(faultsWith(`description: ${long}\n`)).toEqual([
      'api:1:1: a YAML document may have at most 4 MiB: write it as JSON, which may have 16 MiB',
    ]);
    const json = { openapi: '3.1.0', info: { description: long }, paths: { '/a': { get: {} } } };
    expect(faultsWith(JSON.stringify(json))).toEqual([]);
  });

  it('has more routes than routesMax', () => {
    const paths = Array.from({ length: 11 }, (_, index) => `/path${index}: {get: {}}\n`).join('');
    expect(faultsWith(documentOf(paths), 'routesMax: 10\n')).toEqual([
      'parallax.yaml:3:10: openapi: the document has 11 routes, and routesMax is 10: set routesMax above 11',
    ]);
  });

  it('has more routes than routesMax can be', () => {
    const paths = Object.fromEntries(
      Array.from({ length: 10_001 }, (_, index) => [`/path${index}/{id}`, { get: {} }]),
    );
    expect(faultsWith(JSON.stringify({ openapi: '3.1.0', paths }))).toContainEqual(
      expect.stringContaining('more than 10000 routes: split the document'),
    );
  });
});

describe('a path that is no OpenAPI document', () => {
  it('is a fault if it is missing', () => {
    expect(faultsOf(`${upstreams}openapi: no-such.yaml\n`)).toEqual([
      expect.stringMatching(/^file:3:10: openapi: there is no such file: \/.*no-such\.yaml$/),
    ]);
  });

  it('is a fault if it is a folder', () => {
    expect(faultsOf(`${upstreams}openapi: .\n`)).toEqual([
      expect.stringMatching(/^file:3:10: openapi: this is a directory: write the path of a file: /),
    ]);
  });

  it('is a fault if it is a device without an end', () => {
    expect(faultsOf(`${upstreams}openapi: /dev/zero\n`)).toEqual([
      'file:3:10: openapi: write the path of a file: /dev/zero',
    ]);
  });

  it('is a fault that does not repeat the value of a variable', () => {
    const folder = mkdtempSync(join(tmpdir(), 'parallax-openapi-'));
    try {
      const secret = join(folder, 's3cret');
      mkdirSync(secret);
      writeFileSync(join(secret, 'api.yaml'), 'swagger: "2.0"\n');
      const file = join(folder, 'parallax.yaml');
      writeFileSync(file, `${upstreams}openapi: \${API}\n`);
      const { faults } = loadConfig({ file, environment: { API: join(secret, 'api.yaml') } });
      expect(faults?.map(formatFault)).toEqual([
        '${API}:1:10: swagger: this is a Swagger document: convert it to OpenAPI 3.0 or 3.1',
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** Each alias stands for nine of the previous one. */
function bombLevels(levels: number): string {
  return Array.from({ length: levels }, (_, level) => {
    const before = Array.from({ length: 9 }, () => `*a${level}`).join(', ');
    return `a${level + 1}: &a${level + 1} [${before}]\n`;
  }).join('');
}
