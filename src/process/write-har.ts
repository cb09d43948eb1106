import { createConfiguredRedactor } from '../compare/redaction/configured-redactor.ts';
import { createExchangeRedactors } from '../compare/redaction/exchange-redactor.ts';
import { compileSecretPaths } from '../compare/redaction/secret-paths.ts';
import { makeSpecimen } from '../compare/specimen/specimen-maker.ts';
import type { Config } from '../config/schema.ts';
import { version } from '../control/version.ts';
import { mergeSources, type SourceFault } from '../playback/merge-sources.ts';
import { type Selection, selectExchanges } from '../playback/select-exchanges.ts';
import { Timeline } from '../playback/timeline.ts';
import type { ExchangeSource } from '../recording/exchange-source.ts';
import { harEntry, type ShownExchange } from '../recording/har/har-entry.ts';
import type { Exchange } from '../vocabulary/exchange.ts';

export interface WriteHarOptions {
  /** Its rules redact secrets, as on pages and in reports. */
  readonly config: Config;
  readonly sources: readonly ExchangeSource[];
  readonly selection: Selection;
  readonly onFault: (fault: SourceFault) => void;
}

/**
 * Writes exchanges as HAR 1.2, without secrets, one at a time.
 *
 * @returns the pieces of the file
 */
export async function* writeHar(options: WriteHarOptions): AsyncGenerator<string> {
  const { config, sources, selection, onFault } = options;
  const show = createShowing(config);
  const isSelected = selectExchanges(selection);
  const timeline = new Timeline(Math.min(...sources.map(({ startedAtMs }) => startedAtMs)));
  yield `{"log":{"version":"1.2","creator":${JSON.stringify({ name: 'Parallax', version })},"entries":[`;
  let separator = '\n';
  for await (const read of mergeSources(sources, timeline)) {
    if (read.kind === 'fault') onFault(read);
    else if (isSelected(read.exchange)) {
      yield separator + JSON.stringify(harEntry(read.exchange, show(read.exchange)));
      separator = ',\n';
    }
  }
  yield '\n]}}\n';
}

function createShowing(config: Config): (exchange: Exchange) => ShownExchange {
  const redactors = createExchangeRedactors(config, createConfiguredRedactor(config));
  const secretPaths = compileSecretPaths(config.redact.paths);
  return (exchange) => {
    const showing = { ...redactors(exchange, null), secretPaths };
    const shown = makeSpecimen(showing, exchange, { kind: 'unsent', reason: 'aborted' }, []);
    return showing.bodies.showsText ? shown : withCutBodies(shown);
  };
}

/** A page may show a length in place of a text. Such a text is not a body that could be sent or compared. */
function withCutBodies({ request, primary }: ShownExchange): ShownExchange {
  return {
    request: { ...request, body: { ...request.body, cut: true } },
    primary: { ...primary, body: { ...primary.body, cut: true } },
  };
}
