import type { Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Gateway } from '../gateway.ts';
import { credentials } from '../http/credentials.ts';
import { readJson } from '../http/read-json.ts';
import {
  refusedPassword,
  refusedSession,
  sessionToken,
  setSessionCookie,
} from '../http/session-token.ts';
import { hashSecret, mintSessionToken } from '../identity.ts';

export function addSessions(app: Hono, gateway: Gateway): void {
  const { database, mintId } = gateway;

  app.post('/api/teams', async (context) => {
    const { team, password } = await readJson(context, credentials);
    const id = mintId('teams', team);
    const changes = await database.run(
      'INSERT INTO teams VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
      id,
      team,
      hashSecret(password),
    );
    if (changes === 0) throw new HTTPException(409, { message: 'there is such a team' });
    return context.json({ id, team }, 201);
  });

  app.post('/api/sessions', async (context) => {
    const { team, password } = await readJson(context, credentials);
    const row = await database.get(
      'SELECT id FROM teams WHERE team = ? AND password_hash = ?',
      team,
      hashSecret(password),
    );
    if (row === undefined) throw refusedPassword();
    const token = mintSessionToken();
    await database.run('INSERT INTO sessions VALUES (?, ?)', hashSecret(token), team);
    setSessionCookie(context, token);
    return context.json({ teamId: row.id, team, token }, 201);
  });

  app.get('/api/sessions/current', async (context) =>
    context.json({ team: await teamOfSession(gateway, context) }),
  );

  app.delete('/api/sessions/current', async (context) => {
    await teamOfSession(gateway, context);
    const tokenHash = hashSecret(sessionToken(context));
    await database.run('DELETE FROM sessions WHERE token_hash = ?', tokenHash);
    return context.body(null, 204);
  });
}

/** @throws HTTPException 401 where nobody is logged in */
export async function teamOfSession({ database }: Gateway, context: Context): Promise<string> {
  const session = await database.get(
    'SELECT team FROM sessions WHERE token_hash = ?',
    hashSecret(sessionToken(context)),
  );
  if (session === undefined) throw refusedSession();
  return String(session.team);
}
