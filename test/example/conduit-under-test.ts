import { createConduitApp, type Flavour } from '../../example/conduit/app.ts';
import { seedDatabase } from '../../example/conduit/database/seed.ts';
import { type Gateway, openGateway } from '../../example/conduit/gateway.ts';
import type { MigrationBug } from '../../example/conduit/migration-bugs.ts';

export const direct: Flavour = { kind: 'direct' };

export function repository(...bugs: MigrationBug[]): Flavour {
  return { kind: 'repository', bugs: new Set(bugs) };
}

export interface Call {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  readonly virtualKey?: string;
  readonly requestId?: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Undefined where the text is not JSON. */
  readonly json: unknown;
}

/** Asks a deployment. */
export type Conduit = (call: Call) => Promise<Reply>;

/** A deployment with an empty database of its own, in memory. */
export function startConduitApp(flavour: Flavour, seed = 'test'): Conduit {
  return askingThrough(openGateway({ database: ':memory:', seed, ids: 'uuid' }), flavour);
}

/** A gateway with the rows of its seed. */
export function startSeededConduitApp(flavour: Flavour, seed = 'test'): Conduit {
  return askingThrough(openSeeded(seed), flavour);
}

async function openSeeded(seed: string): Promise<Gateway> {
  const gateway = await openGateway({ database: ':memory:', seed, ids: 'uuid' });
  await seedDatabase(gateway);
  return gateway;
}

/** Asks a deployment as soon as it is open. */
export function askingThrough(opening: Promise<Gateway>, flavour: Flavour): Conduit {
  const starting = opening.then((gateway) => createConduitApp(gateway, flavour));
  return async ({ method = 'GET', path, body, virtualKey, requestId }) => {
    const headers = new Headers({ 'content-type': 'application/json' });
    if (virtualKey !== undefined) headers.set('authorization', `Bearer ${virtualKey}`);
    if (requestId !== undefined) headers.set('x-request-id', requestId);
    const isText = typeof body === 'string' || body === undefined;
    const app = await starting;
    const answer = await app.request(path, {
      method,
      headers,
      body: isText ? (body ?? null) : JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, json: parse(text) };
  };
}

export interface CreatedKey {
  readonly id: string;
  readonly virtualKey: string;
}

export async function createKey(
  conduit: Conduit,
  team: string,
  keyName: string,
): Promise<CreatedKey> {
  const body = { team, keyName };
  const { json } = await conduit({ method: 'POST', path: '/api/virtual-keys', body });
  return json as CreatedKey;
}

/** An ordinary call to the model of a team. */
export function chatCall(virtualKey: string, requestId: string, wishes: object = {}): Call {
  const messages = [{ role: 'user', content: `What is ${requestId}?` }];
  return {
    method: 'POST',
    path: '/v1/chat/completions',
    virtualKey,
    requestId,
    body: { model: 'aurora-small', messages, ...wishes },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
