import { describe, expect, it } from 'vitest';
import { worldUnderTest } from '../world/world-under-test.ts';

const id = '7d444840-9dc0-11d1-b245-5ffdce74fad2';
const theirs = '0a1b2c3d-4e5f-4a6b-8c7d-9e8f7a6b5c4d';
const other = 'f47ac10b-58cc-4372-a567-0e02b2c3d479';
const theirOther = '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed';
const ulid = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const theirUlid = '01BX5ZZKBKACTAV9WEVGEMMVRZ';

const inTheirs = new Map([
  [id, theirs],
  [other, theirOther],
  [ulid, theirUlid],
]);

/** The same text in the candidate's terms, spelled in the same way. */
function translated(text: string): string {
  let out = text;
  for (const [ours, there] of inTheirs) out = out.replaceAll(ours, there);
  return out;
}

/** Two things with a UUID each, one with a ULID, and note 7, which is note 12 there. */
function knowing() {
  const world = worldUnderTest();
  const make = (target: string, ours: unknown, there: unknown): void => {
    const post = { method: 'POST', target, body: {} };
    world.exchange(post, { status: 201, body: { id: ours } }, { status: 201, body: { id: there } });
  };
  for (const [ours, there] of inTheirs) make('/things', ours, there);
  make('/notes', 7, 12);
  make('/notes', 'how-to', 'how-to-1');
  world.exchange({ target: '/notes/7' }, { body: {} }, { body: {} });
  return world;
}

function twice(text: string): string {
  return encodeURIComponent(encodeURIComponent(text));
}

describe('a distinctive identity in a request target', () => {
  const where = JSON.stringify({ id });
  it.each([
    `/things/${id}.json`,
    `/things/${id}.tar.gz`,
    `/things/${id}:archive`,
    `/things/${id}@2`,
    `/things/@${id}`,
    `/things/${id};v=2`,
    `/things;id=${id}/parts`,
    `/things(${id})`,
    `/things('${id}')/parts`,
    `/things(guid'${id}')`,
    `/things(key=${id},part=2)`,
    `/things/batch/${id},${other}`,
    `/things/${id}|${other}`,
    `/things/${id}...${other}`,
    `/files/up%2F${id}%2Fa.png`,
    `/files/up%2f${id}%2fa%20b.png`,
    `/files/up%252F${id}%252Fa.png`,
    `/files/caf%C3%A9%F0%9F%98%80-${id}-b.png`,
    `/files/thing-${id}.pdf`,
    `/files/thing_${ulid}_v2.pdf`,
    `/files/${ulid}-${id}`,
    `/things?filter=id%20eq%20${id}`,
    `/things?$filter=id%20eq%20'${id}'%20and%20open%20eq%20true`,
    `/things?$filter=id+in+(%27${id}%27,%27${other}%27)`,
    `/things?filter=id==${id};owner=in=(${other},x)`,
    `/things?id=eq.${id}&limit=1`,
    `/things?id=in.(${id},${other})`,
    `/things?or=(id.eq.${id},owner.eq.${other})`,
    `/things?id=not.in.(%22${id}%22)`,
    `/things?q=id:${id}`,
    `/things?q=id:%22${id}%22+AND+open:true`,
    `/things?ids=${id}|${other}`,
    `/things?ids=${id};${other}`,
    `/things?ids=${id}+${other}`,
    `/things?ids=%5B%22${id}%22,%20%22${other}%22%5D`,
    `/things?ids=["${id}","${other}"]`,
    `/things?next=${encodeURIComponent(`/things/${id}?x=1&y=${other}`)}`,
    `/things?next=${twice(`https://api.test/things/${id}?after=${other}`)}`,
    `/things?arn=${encodeURIComponent(`arn:svc:eu:12:thing/${id}`)}`,
    `/things?urn=urn:uuid:${id}`,
    `/things?gid=${encodeURIComponent(`gid://app/Thing/${id}`)}`,
    `/things?where=${encodeURIComponent(where)}`,
    `/things?where=${twice(where)}`,
    `/things?where=${encodeURIComponent(JSON.stringify({ all: JSON.stringify({ where }) }))}`,
    `/graphql?query=${encodeURIComponent(`{ thing(id: "${id}") { name } }`)}`,
    `/graphql?query=x&variables=${encodeURIComponent(where)}`,
    `/things?state=${encodeURIComponent(`{"id" : "${id}" , "a":"\\u00e9\\/"}`)}`,
  ])('is translated as a whole token: %s', (target) => {
    expect(knowing().translate({ target }).head.target).toBe(translated(target));
  });

  it.each([
    `/things/x${id}`,
    `/things/${id}0`,
    `/things/${id.slice(0, -1)}`,
    `/things?q=${ulid}X`,
    `/things?q=%41${ulid}Z`,
  ])('is not translated as a part of a token: %s', (target) => {
    expect(knowing().translate({ target }).head.target).toBe(target);
  });
});

describe('a number or a word in a request target', () => {
  it.each([
    ['/notes/7.json', '/notes/12.json'],
    ['/notes/7:archive', '/notes/12:archive'],
    ['/notes/7;v=7', '/notes/12;v=7'],
    ['/notes/7,8', '/notes/12,8'],
    ['/notes/8|7', '/notes/8|12'],
    ['/notes(7)/parts', '/notes(12)/parts'],
    ['/notes;id=7/parts', '/notes;id=12/parts'],
    ['/notes(key=7)', '/notes(key=12)'],
    ['/notes/how-to.json', '/notes/how-to-1.json'],
    ['/x?filter=noteId%20eq%207', '/x?filter=noteId%20eq%2012'],
    ['/notes?filter=id%20eq%207', '/notes?filter=id%20eq%2012'],
    ['/notes?filter=id==7;id=out=(7,9)', '/notes?filter=id==12;id=out=(12,9)'],
    ['/notes?id=eq.7', '/notes?id=eq.12'],
    ['/x?note_id=in.(7,8)', '/x?note_id=in.(12,8)'],
    ['/notes?or=(id.eq.7,size.eq.7)', '/notes?or=(id.eq.12,size.eq.7)'],
    ['/x?noteIds=[7,%208]', '/x?noteIds=[12,%208]'],
    ['/x?noteIds=7|8', '/x?noteIds=12|8'],
    ['/x?noteIds=8;7', '/x?noteIds=8;12'],
    ['/x?q=noteId:7', '/x?q=noteId:12'],
    ['/x?ref=notes/7', '/x?ref=notes/12'],
    ['/x?where=%7B%22noteId%22:7,%22n%22:7%7D', '/x?where=%7B%22noteId%22:12,%22n%22:7%7D'],
    ['/graphql?query={note(id:7){n}}', '/graphql?query={note(id:12){n}}'],
    [
      '/graphql?query={notes(first:7,noteId:%207){n}}',
      '/graphql?query={notes(first:7,noteId:%2012){n}}',
    ],
  ])('is translated if its place shows that it is an identity: %s becomes %s', (asked, sent) => {
    expect(knowing().translate({ target: asked }).head.target).toBe(sent);
  });

  it.each([
    '/notes/v1.7',
    '/notes/1.7',
    '/notes/77.json',
    '/pages/7.json',
    '/notes?limit=eq.7',
    '/notes?filter=size%20eq%207',
    '/notes?filter=id%20eq%207.5',
    '/notes?q=page:7',
    '/notes?at=10:00:7',
    '/notes?price=7,7',
    '/graphql?query={notes(first:7){n}}',
    '/things?q=pages/7',
  ])('is not translated elsewhere: %s', (target) => {
    expect(knowing().translate({ target }).head.target).toBe(target);
  });
});

describe('identities in the headers of a request', () => {
  it.each([
    ['X-Filter', `{"id":"${id}", "note":{"ids":["${other}"]}}`],
    ['X-Filter', encodeURIComponent(JSON.stringify({ id }))],
    ['X-Resource', `arn:svc:eu:12:thing/${id}`],
    ['X-Key', `thing:${ulid}:write`],
    ['Cookie', `a=b; cart=${encodeURIComponent(JSON.stringify({ items: [id] }))}; c=${id}.1`],
    ['Cookie', `cart={"id":"${id}"}; x=y`],
    ['Link', `</things/${id}>; rel="up", </things/${other}>; rel="next"`],
    ['Referer', `https://app.test/things/${id}?tab=1#${other}`],
    ['Content-Location', `/things/${id}.json`],
    ['Authorization', `Digest username="x", nonce="${id}", uri="/things/${other}"`],
    ['Authorization', `Token token="${ulid}", email="a@b.test"`],
    ['If-Match', `"${id}-gzip"`],
  ])('are translated in %s: %s', (name, value) => {
    const { head } = knowing().translate({ target: '/', fields: [name, value] });
    expect(head.fields).toEqual([name, translated(value)]);
  });

  it.each([
    ['User-Agent', id],
    ['X-Request-Id', id],
    ['Traceparent', `00-${id}-1`],
  ])('are not translated in headers about the message: %s', (name, value) => {
    const { head } = knowing().translate({ target: '/', fields: [name, value] });
    expect(head.fields).toEqual([name, value]);
  });
});

describe('identities in request bodies', () => {
  const graphql = JSON.stringify({
    query: `mutation { move(id: "${id}", to: "${other}") { id } }`,
    variables: { id: other },
  });
  it.each([
    ['JSON in a string', JSON.stringify({ filter: JSON.stringify({ id }, null, 2) })],
    ['a string of JSON in a string', JSON.stringify(JSON.stringify(JSON.stringify({ id })))],
    ['unusual escapes', `{ "filter" : "{\\"id\\":\\"${id}\\",\\u0022a\\":\\"\\/é\\n\\"}" }`],
    ['a sentence', JSON.stringify({ text: `see ${id}, not ${other}.` })],
    ['a member with a neutral name', JSON.stringify({ title: id, hash: ulid })],
    ['GraphQL', graphql],
    ['a batch of requests', JSON.stringify({ requests: [{ url: `/things/${id}/parts` }] })],
    ['a name of a member', JSON.stringify({ [`things/${id}/title`]: 1 })],
    ['lines of JSON', `{"update":{"_id":"${id}"}}\n{"doc":{"ref":"x-${other}"}}\n`],
    ['broken JSON', `{"id":"${id}","a`],
  ])('are translated in %s', (_what, body) => {
    const { text } = knowing().translate({ method: 'POST', target: '/x', body });
    expect(text).toBe(translated(body));
  });

  it.each([
    ['text/plain', `Please look at ${id} (and at "${ulid}").\r\nThanks!`],
    ['text/xml', `<?xml version="1.0"?>\n<e:id xmlns:e="urn:x">${id}</e:id><a ref='${other}'/>`],
    ['application/soap+xml; charset=utf-8', `<id>${id}</id>`],
    ['application/graphql', `{ thing(id: "${id}") { name } }`],
    ['application/x-yaml', `id: ${id}\nname: x\n`],
    [
      'application/x-www-form-urlencoded',
      `where=${encodeURIComponent(JSON.stringify({ id }))}&a=b+c`,
    ],
    ['application/x-www-form-urlencoded', `where={"id":"${id}"}&a=b`],
    ['application/x-www-form-urlencoded', `a=b+c&path=up%2F${id}%2Fa.png`],
  ])('are translated in %s: %s', (type, body) => {
    const fields = ['Content-Type', type];
    const { text } = knowing().translate({ method: 'POST', target: '/x', fields, body });
    expect(text).toBe(translated(body));
  });

  it.each([
    [
      '<note><noteId>7</noteId><size>7</size></note>',
      '<note><noteId>12</noteId><size>7</size></note>',
    ],
    ['<note noteId="7" size="7"/>', '<note noteId="12" size="7"/>'],
  ])('are translated as numbers in XML, if the element shows it: %s', (body, sent) => {
    const fields = ['Content-Type', 'text/xml'];
    const { text } = knowing().translate({ method: 'POST', target: '/x', fields, body });
    expect(text).toBe(sent);
  });

  it.each([
    ['image/svg+png', `x ${id}`],
    ['application/octet-stream', `x ${id}`],
    ['application/pdf', `%PDF ${id} x`],
    ['text/plain', `a\0b ${id}`],
    ['text/plain', `${'x'.repeat(100_000)} ${id}`],
    ['text/plain', `${'QUFB'.repeat(800)}-${id}`],
    ['text/plain', 'note 7, noteId: 7, page 7'],
  ])('are left byte for byte in other content: %s', (type, body) => {
    const fields = ['Content-Type', type];
    const { text } = knowing().translate({ method: 'POST', target: '/x', fields, body });
    expect(text).toBe(body);
  });

  it('are put in quotes if they are arguments and no numbers on the candidate', () => {
    const world = worldUnderTest();
    const post = { method: 'POST', target: '/notes', body: {} };
    world.exchange(post, { status: 201, body: { id: 7 } }, { status: 201, body: { id: 'a1b2' } });
    const body = { query: '{ note(id: 7) { n } }' };
    expect(world.translate({ method: 'POST', target: '/graphql', body }).text).toBe(
      '{"query":"{ note(id: \\"a1b2\\") { n } }"}',
    );
  });
});
