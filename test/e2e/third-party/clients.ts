import { Client } from 'undici';
import type { ServerName } from './start-server.ts';

/** The members of a created thing that the tests use. */
interface Made {
  readonly id: string | number;
  readonly data: { readonly createPost: { readonly id: string } };
}

interface Answer {
  readonly status: number;
  readonly location: string;
  readonly json: Made;
}

type Ask = (
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Answer>;

/** Drives a server with several clients at once, each on a connection of its own; gives how many requests they made. */
export async function driveServer(
  url: string,
  name: ServerName,
  clients: number,
  rounds: number,
): Promise<number> {
  const counts = Array.from({ length: clients }, (_, at) =>
    withClient(url, async (ask) => {
      for (let round = 0; round < rounds; round += 1) await sessions[name](ask, `c${at} r${round}`);
    }),
  );
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

async function withClient(url: string, use: (ask: Ask) => Promise<void>): Promise<number> {
  const client = new Client(url);
  let count = 0;
  await use(async (method, path, body, headers) => {
    count += 1;
    const isText = typeof body === 'string';
    const type = isText || body === undefined ? {} : { 'content-type': 'application/json' };
    const answer = await client.request({
      method,
      path,
      headers: { ...type, ...headers },
      body: body === undefined ? null : isText ? body : JSON.stringify(body),
    });
    const text = await answer.body.text();
    const { location = '' } = answer.headers;
    const json = (text.startsWith('{') ? JSON.parse(text) : {}) as Made;
    return { status: answer.statusCode, location: String(location), json };
  });
  await client.close();
  return count;
}

const sessions: Readonly<Record<ServerName, (ask: Ask, who: string) => Promise<void>>> = {
  async 'json-server'(ask, who) {
    const post = (await ask('POST', '/posts', { title: who, views: 0 })).json;
    const comment = (await ask('POST', '/comments', { postId: post.id, body: who })).json;
    const note = (await ask('POST', '/notes', { text: who })).json;
    await ask('POST', '/notes', { text: `about ${who}`, readers: { [note.id]: { read: true } } });
    await ask('GET', `/posts/${post.id}?_embed=comments`);
    await ask('PATCH', `/posts/${post.id}`, { views: 5 });
    await ask('PUT', `/posts/${post.id}`, { title: `new ${who}`, views: 6, noteId: note.id });
    await ask('GET', `/posts?title_like=${encodeURIComponent(who)}&_sort=id&_order=desc`);
    await ask('GET', `/comments?postId=${post.id}&_expand=post`);
    await ask('GET', `/notes?id=${note.id}`);
    await ask('DELETE', `/comments/${comment.id}`);
    await ask('GET', `/comments/${comment.id}`);
    await ask('GET', '/notes');
    await ask('DELETE', `/notes/${note.id}`);
    await ask('GET', `/notes/${note.id}`);
  },
  async 'json-graphql-server'(ask, who) {
    const graphql = async (query: string, variables: object = {}): Promise<Made> =>
      (await ask('POST', '/', { query, variables })).json;
    const made = await graphql(
      'mutation($title: String!) { createPost(title: $title, views: 1, user_id: "123") { id title } }',
      { title: who },
    );
    const { id } = made.data.createPost;
    await graphql('query($id: ID!) { Post(id: $id) { id title User { name } } }', { id });
    await graphql(`{ Post(id: "${id}") { id title } }`);
    await graphql('mutation($id: ID!) { updatePost(id: $id, title: "new") { id title } }', { id });
    const query = encodeURIComponent('query($id: ID!) { Post(id: $id) { title } }');
    const variables = encodeURIComponent(JSON.stringify({ id }));
    await ask('GET', `/?query=${query}&variables=${variables}`);
    await graphql('{ allPosts { id nope } }');
    await graphql('mutation($id: ID!) { removePost(id: $id) { id } }', { id });
  },
  async tus(ask, who) {
    const version = { 'tus-resumable': '1.0.0' };
    const filename = Buffer.from(who).toString('base64');
    const about = { ...version, 'upload-length': '10', 'upload-metadata': `filename ${filename}` };
    const path = new URL((await ask('POST', '/files', undefined, about)).location).pathname;
    const put = (text: string, offset: number): Promise<Answer> =>
      ask('PATCH', path, text, {
        ...version,
        'upload-offset': String(offset),
        'content-type': 'application/offset+octet-stream',
      });
    await ask('HEAD', path, undefined, version);
    await put('hello', 0);
    await ask('HEAD', path, undefined, version);
    await put('world', 5);
    await put('again', 5);
  },
};
