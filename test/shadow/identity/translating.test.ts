import { describe, expect, it } from 'vitest';
import { worldUnderTest } from '../world/world-under-test.ts';

const uuid = '7d444840-9dc0-11d1-b245-5ffdce74fad2';
const token = 'condt_mHuWMcaRDAfMRm2vJiWWPyJp';
const theirToken = 'condt_9bXBl2yHFNixClqjzvQymhx4';

/** Where key 7 of primary is a UUID there, with another secret, and team 7 is team 12. */
function knowing() {
  const world = worldUnderTest();
  world.exchange(
    { method: 'POST', target: '/api/keys', body: { name: 'new' } },
    {
      status: 201,
      fields: ['Location', '/api/keys/7', 'ETag', '"aaaa1"'],
      body: { id: 7, secret: token },
    },
    {
      status: 201,
      fields: ['Location', `/api/keys/${uuid}`, 'ETag', '"bbbb1"'],
      body: { id: uuid, secret: theirToken },
    },
  );
  world.exchange(
    { method: 'POST', target: '/api/teams', body: {} },
    { status: 201, body: { id: 7, slug: 'blue' } },
    { status: 201, body: { id: 12, slug: 'blue-2' } },
  );
  return world;
}

describe('identities in the path of a request', () => {
  it.each([
    ['/api/keys/7', `/api/keys/${uuid}`],
    ['/api/keys/7/history?limit=7', `/api/keys/${uuid}/history?limit=7`],
    ['/api/teams/7', '/api/teams/12'],
    ['/api/teams/7/keys/7', `/api/teams/12/keys/${uuid}`],
    ['/api/teams/blue', '/api/teams/blue-2'],
    ['/api/keys/%37', `/api/keys/${uuid}`],
    ['http://api.test/api/keys/7', `http://api.test/api/keys/${uuid}`],
  ])('are translated, in %s: %s', (asked, sent) => {
    expect(knowing().translate({ target: asked }).head.target).toBe(sent);
  });

  it.each(['/api/keys/8', '/api/pages/7', '/api/v7/keys', '/api/keys/77', '/api/keysets/7x'])(
    'are not translated in other places: %s',
    (target) => {
      expect(knowing().translate({ target }).head.target).toBe(target);
    },
  );
});

describe('identities in the query of a request', () => {
  it.each([
    ['/logs?keyId=7', `/logs?keyId=${uuid}`],
    ['/logs?key_id=7&page=7', `/logs?key_id=${uuid}&page=7`],
    ['/logs?keyIds=7,8', `/logs?keyIds=${uuid},8`],
    ['/logs?teamId=7', '/logs?teamId=12'],
    [`/logs?access_token=${token}`, `/logs?access_token=${theirToken}`],
    [`/logs?q=${token}`, `/logs?q=${theirToken}`],
  ])('are translated: %s becomes %s', (asked, sent) => {
    expect(knowing().translate({ target: asked }).head.target).toBe(sent);
  });
});

describe('a cursor that is the identity of a listed thing', () => {
  it.each([
    'after',
    'before',
    'cursor',
    'since_id',
    'max_id',
    'starting_after',
    'endingBefore',
    'page_token',
    'nextPageToken',
  ])('is translated under a name for cursors: %s', (name) => {
    const { head } = knowing().translate({ target: `/api/keys?${name}=7&limit=7` });
    expect(head.target).toBe(`/api/keys?${name}=${uuid}&limit=7`);
  });

  it.each([
    '/api/keys?page=7',
    '/api/keys?offset=7&limit=7',
    '/api/keys?after=8',
    '/api/pages?after=7',
  ])('is not translated under another name: %s', (target) => {
    expect(knowing().translate({ target }).head.target).toBe(target);
  });

  it('is the cursor of the candidate if primary gave the id as a cursor', () => {
    const world = knowing();
    world.exchange({ target: '/api/keys' }, { body: { after: 7 } }, { body: { after: 'c1' } });
    expect(world.translate({ target: '/api/keys?after=7' }).head.target).toBe('/api/keys?after=c1');
  });

  it('is refused by a candidate that lacks the thing, which the loss explains', () => {
    const world = worldUnderTest();
    const post = { method: 'POST', target: '/api/keys', body: {} };
    const cause = world.noteNotMirrored(post, { status: 201, body: { id: 7 } });
    const { status } = world.exchange({ target: '/api/keys?after=7' }, {}, { status: 404 });
    expect(status).toEqual({ because: 'loss', cause });
  });
});

describe('identities in the headers of a request', () => {
  it.each([
    ['Authorization', `Bearer ${token}`, `Bearer ${theirToken}`],
    ['Authorization', basic(`user:${token}`), basic(`user:${theirToken}`)],
    ['Cookie', `theme=dark; session=${token}`, `theme=dark; session=${theirToken}`],
    ['X-Api-Key', token, theirToken],
    ['X-Key-Id', '7', uuid],
    ['User-Agent', token, token],
  ])('are translated, in %s: %s', (name, asked, sent) => {
    const { head } = knowing().translate({ target: '/', fields: [name, asked] });
    expect(head.fields).toEqual([name, sent]);
  });

  it('are translated in an entity tag, on its own path', () => {
    const world = worldUnderTest();
    world.exchange(
      { target: '/api/keys/7' },
      { fields: ['ETag', '"a7-f3"'], body: {} },
      { fields: ['ETag', 'W/"c8-1e"'], body: {} },
    );
    const asked = { fields: ['If-Match', '"a7-f3"'] };
    expect(world.translate({ ...asked, target: '/api/keys/7' }).head.fields[1]).toBe('"c8-1e"');
    expect(world.translate({ ...asked, target: '/api/keys/9' }).head.fields[1]).toBe('"a7-f3"');
  });
});

describe('identities in the body of a request', () => {
  it.each([
    ['{"keyId":7}', `{"keyId":"${uuid}"}`],
    ['{ "keyId" : 7 , "limit" : 7 }', `{ "keyId" : "${uuid}" , "limit" : 7 }`],
    ['{"keyId":"7"}', `{"keyId":"${uuid}"}`],
    ['{"teamId":7}', '{"teamId":12}'],
    ['{"teamId":"7"}', '{"teamId":"12"}'],
    ['{"keyIds":[7,8]}', `{"keyIds":["${uuid}",8]}`],
    ['{"key":{"id":7}}', `{"key":{"id":"${uuid}"}}`],
    ['{"keys":{"7":{"limit":7}}}', `{"keys":{"${uuid}":{"limit":7}}}`],
    [`{"note":"${token}"}`, `{"note":"${theirToken}"}`],
    [`{"note":"see ${token}"}`, `{"note":"see ${theirToken}"}`],
    ['{"href":"/api/keys/7"}', `{"href":"/api/keys/${uuid}"}`],
    [
      `{"cursor":"${base64url(['after', token])}"}`,
      `{"cursor":"${base64url(['after', theirToken])}"}`,
    ],
    [`keyId=7&name=a+b`, `keyId=${uuid}&name=a+b`],
    [`token=${token}`, `token=${theirToken}`],
    [token, theirToken],
  ])('are translated: %s becomes %s', (asked, sent) => {
    expect(knowing().translate({ method: 'POST', target: '/x', body: asked }).text).toBe(sent);
  });

  it.each(['{"keyId":7', '{"keyId":7}}', '[{"keyId":7]', 'keyId: 7'])(
    'are left in bodies that are not JSON: %s',
    (body) => {
      expect(knowing().translate({ method: 'POST', target: '/x', body }).text).toBe(body);
    },
  );

  it('are translated with all digits of 64-bit numbers', () => {
    const world = worldUnderTest();
    world.exchange(
      { method: 'POST', target: '/api/keys', body: {} },
      { status: 201, body: '{"id":9007199254740993}' },
      { status: 201, body: '{"id":9007199254740995}' },
    );
    const asked = { method: 'POST', target: '/x', body: '{"keyId":9007199254740993}' };
    expect(world.translate(asked).text).toBe('{"keyId":9007199254740995}');
  });
});

describe('the report of translations', () => {
  it('has paths and labels, and no values', () => {
    const { translated } = knowing().translate({
      target: '/api/keys/7',
      fields: ['Authorization', `Bearer ${token}`],
    });
    expect(translated).toEqual([
      { place: 'path', label: expect.stringMatching(/^‹key #\d+›$/) as unknown },
      { place: 'authorization', label: expect.stringMatching(/^‹\w+ #\d+›$/) as unknown },
    ]);
  });
});

function basic(text: string): string {
  return `Basic ${Buffer.from(text).toString('base64')}`;
}

function base64url(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function part(name: string, content: string): string {
  return `--xyz\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${content}\r\n`;
}

describe('identities in a multipart form', () => {
  const file = Buffer.from([0xff, 0xfe, 0x37]);
  const form = (id: string, secret: string): Buffer =>
    Buffer.concat([
      Buffer.from(part('keyId', id) + part('note', 'key 7') + part('access_token', secret)),
      Buffer.from('--xyz\r\nContent-Disposition: form-data; name="keyId"; filename="7"\r\n\r\n'),
      file,
      Buffer.from('\r\n--xyz--\r\n'),
    ]);
  const fields = ['Content-Type', 'multipart/form-data; boundary=xyz'];

  it('are translated in fields, with all other bytes unchanged', () => {
    const { body } = knowing().translate({
      method: 'POST',
      target: '/api/uploads',
      fields,
      body: form('7', token),
    });
    expect(Buffer.from(body)).toEqual(form(uuid, theirToken));
  });

  it('leave all bytes unchanged if none is known', () => {
    const sent = form('8', 'unknown-to-all');
    const { body } = knowing().translate({
      method: 'POST',
      target: '/api/uploads',
      fields,
      body: sent,
    });
    expect(Buffer.from(body)).toEqual(sent);
  });
});
