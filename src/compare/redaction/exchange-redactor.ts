import type { Config } from '../../config/schema.ts';
import type { CapturedMessage, Exchange } from '../../vocabulary/exchange.ts';
import { parseRequestHead } from '../../vocabulary/raw-head.ts';
import { createBodyHiding } from './body-hiding.ts';
import { findEmbeddedJson } from './embedded-json.ts';
import { findKnownValues } from './known-values.ts';
import { lazyRedactor } from './lazy-redactor.ts';
import { type Finding, loginStateOf, requestSecrets, responseSecrets } from './message-secrets.ts';
import type { Redactor } from './redactor.ts';
import { compileSecretPaths } from './secret-paths.ts';
import { findSentSecrets } from './sent-secrets.ts';
import { shapesOnly } from './shapes-only.ts';
import type { Span } from './span.ts';
import { createTargetSecrets } from './target-secrets.ts';

/** The messages of an exchange in which to search for secrets. */
type RedactedExchange = Pick<Exchange, 'request' | 'response'>;

/** The redactors of one exchange. */
interface ExchangeRedactor {
  /** Hides a value everywhere in the exchange, if it is a secret in one part of it. */
  readonly redactor: Redactor;
  /** For bodies. Shows no text if the config hides them. */
  readonly bodies: Redactor;
}

/** @param answer the answer of another deployment; null if there is none */
export type ExchangeRedactors = (
  exchange: RedactedExchange,
  answer: CapturedMessage | null,
) => ExchangeRedactor;

/**
 * Creates the redactors of exchanges. Searches an exchange only before something of it is shown, so that the others
 * cost nothing.
 */
export function createExchangeRedactors(
  config: Pick<Config, 'redact' | 'routes' | 'candidate' | 'secondary'>,
  redactor: Redactor,
): ExchangeRedactors {
  const { redact, routes } = config;
  const sent = findSentSecrets(config);
  const secretPaths = redact.paths.length === 0 ? null : compileSecretPaths(redact.paths);
  const shown =
    secretPaths === null ? redactor : redactor.naming(findEmbeddedJson(secretPaths), noName);
  const finding: Finding = {
    redactor,
    secretPaths,
    targetSecrets: createTargetSecrets(routes),
  };
  const hidesBodies = createBodyHiding(redact.bodies);
  const valuesOf = new WeakMap<CapturedMessage, readonly string[]>();

  /** Comparing and showing use the same exchange, several times. */
  function remembered(message: CapturedMessage, find: () => Iterable<string>): readonly string[] {
    const known = valuesOf.get(message);
    if (known !== undefined) return known;
    const values = [...new Set(find())];
    valuesOf.set(message, values);
    return values;
  }

  function searched(exchange: RedactedExchange, answer: CapturedMessage | null): Redactor {
    const { request, response } = exchange;
    const { method, target } = parseRequestHead(request.head);
    const login = loginStateOf(request);
    const values = new Set(remembered(request, () => requestSecrets(finding, request, login)));
    for (const message of answer === null ? [response] : [response, answer]) {
      for (const value of remembered(message, () => responseSecrets(finding, message, login))) {
        values.add(value);
      }
    }
    const inTarget = finding.targetSecrets(method, target, login.isLogin);
    const known = findKnownValues(values);
    if (inTarget.length === 0 && known === null && sent === null) return shown;
    return shown.naming(function* secrets(text): Generator<Span> {
      if (text === target) yield* inTarget;
      if (known !== null) yield* known(text);
      if (sent !== null) yield* sent(text);
    }, noName);
  }

  return (exchange, answer) => {
    const own = lazyRedactor(redactor, () => searched(exchange, answer));
    const isHidden = hidesBodies !== null && hidesBodies(exchange.request.head);
    return { redactor: own, bodies: isHidden ? shapesOnly(own) : own };
  };
}

function noName(): undefined {
  return undefined;
}
