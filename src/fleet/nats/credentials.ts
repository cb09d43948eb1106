import { readFileSync } from 'node:fs';
import {
  type Authenticator,
  credsAuthenticator,
  tokenAuthenticator,
  usernamePasswordAuthenticator,
} from '@nats-io/transport-node';
import type { NatsConfig } from '../../config/fleet-schema.ts';

/** Reads the secrets of a config again for each connection, so that a rotated secret needs no restart. */
export function authenticatorOf(config: NatsConfig): Authenticator | undefined {
  const { user, passwordFile, tokenFile, credentialsFile } = config;
  if (credentialsFile !== undefined) {
    return (nonce) => credsAuthenticator(() => readFileSync(credentialsFile))(nonce);
  }
  if (tokenFile !== undefined) return tokenAuthenticator(() => secretIn(tokenFile));
  if (user === undefined || passwordFile === undefined) return undefined;
  return usernamePasswordAuthenticator(user, () => secretIn(passwordFile));
}

/** @throws the system's error */
function secretIn(file: string): string {
  return readFileSync(file, 'utf8').trim();
}
