import { errors } from '@nats-io/transport-node';

/** Why there is no connection to NATS, without secrets and without messages of the server. */
export function connectionFaultWords(error: unknown): string {
  if (error instanceof errors.AuthorizationError) {
    return 'NATS refused the credentials';
  }
  if (error instanceof errors.UserAuthenticationExpiredError) return 'the credentials have expired';
  if (error instanceof errors.TimeoutError) return 'NATS did not answer in time';
  const code = codeOf(error);
  if (code !== null) return code;
  if (error instanceof errors.ConnectionError) return 'the connection was refused';
  return error instanceof Error ? error.name : 'an unknown fault';
}

/** A code of the system or of TLS, such as `ECONNREFUSED`, from the error or its cause. */
function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : codeOf(error.cause);
}
