import type { RawFields } from '../../vocabulary/raw-head.ts';
import type { Redactor } from '../redaction/redactor.ts';
import { subprotocolSecrets } from '../redaction/subprotocol-secrets.ts';
import { isSecretName } from '../../vocabulary/secret-names.ts';

/** The limit for one field. */
const valueCharsMax = 1024;
const fieldsMax = 100;

/** Header fields in the form in which they may be shown, in wire order. */
export function specimenFields(
  redactor: Redactor,
  fields: RawFields,
): readonly (readonly [name: string, value: string])[] {
  const shown: (readonly [string, string])[] = [];
  for (let i = 0; i + 1 < fields.length && shown.length < fieldsMax; i += 2) {
    const name = fields[i] ?? '';
    const value = fields[i + 1] ?? '';
    shown.push([redactor.withoutSecrets(name), shownValue(redactor, name.toLowerCase(), value)]);
  }
  return shown;
}

function shownValue(redactor: Redactor, name: string, value: string): string {
  if (name === 'cookie') return value.split(';').map(withoutCookieValue(redactor)).join(';');
  if (name === 'set-cookie') {
    const [pair = '', ...attributes] = value.split(';');
    const rest = attributes.map((one) => `;${redactor.withoutSecrets(one)}`).join('');
    return withoutCookieValue(redactor)(pair) + rest;
  }
  if (name === 'sec-websocket-protocol') return withoutSubprotocols(redactor, value);
  if (isSecretName(name)) return withoutCredentials(redactor, value);
  const shown = redactor.withoutSecrets(value, 0, Math.min(value.length, valueCharsMax));
  return value.length > valueCharsMax ? `${shown}…` : shown;
}

/** `name=value`, of which only the name is shown. */
function withoutCookieValue(redactor: Redactor): (pair: string) => string {
  return (pair) => {
    const equals = pair.indexOf('=');
    if (equals < 0) return pair.trim() === '' ? pair : redactor.hidden(pair.trim());
    const value = pair.slice(equals + 1);
    return `${redactor.withoutSecrets(pair.slice(0, equals))}=${value === '' ? '' : redactor.hidden(value)}`;
  };
}

function withoutSubprotocols(redactor: Redactor, value: string): string {
  let shown = '';
  let at = 0;
  for (const { start, end } of subprotocolSecrets(value)) {
    shown +=
      redactor.withoutSecrets(value.slice(at, start)) + redactor.hidden(value.slice(start, end));
    at = end;
  }
  return shown + redactor.withoutSecrets(value.slice(at));
}

/** Keeps the scheme, which causes a 401 as often as the credentials do. */
function withoutCredentials(redactor: Redactor, value: string): string {
  const scheme = /^(?:Basic|Bearer|Digest|Negotiate)(?= )/i.exec(value)?.[0];
  if (scheme === undefined) return value === '' ? '' : redactor.hidden(value);
  return `${scheme} ${redactor.hidden(value.slice(scheme.length + 1))}`;
}
