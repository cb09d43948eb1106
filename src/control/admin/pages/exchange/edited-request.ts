import { html } from 'hono/html';
import type { RequestEditsConfig } from '../../../../config/requests/request-edits-schema.ts';
import { compileTargetEdits } from '../../../../config/requests/target-edits.ts';
import type { SpecimenRequest } from '../../../../vocabulary/specimen.ts';
import { type Html, visibleText } from '../visible-text.ts';
import { mountPathOf } from '../../../../vocabulary/unix-socket.ts';

/** The mark for a value that the config sets in requests: no page shows such values. */
const hidden = 'HIDDEN';

/** A request after the edits of the config; null if they make its target invalid. */
export function editedRequest(
  config: RequestEditsConfig,
  request: SpecimenRequest,
): SpecimenRequest | null {
  const { set = {}, remove = [] } = config.headers ?? {};
  const names = Object.keys(set);
  const dropped = new Set([...names, ...remove].map((name) => name.toLowerCase()));
  const edit = compileTargetEdits(config, () => hidden);
  const target = edit === null ? request.target : editShown(edit, request.target);
  if (target === null) return null;
  return {
    ...request,
    target,
    fields: [
      ...request.fields.filter(([name]) => !dropped.has(name.toLowerCase())),
      ...names.map((name) => [name, hidden] as const),
    ],
  };
}

/** A kept target may have marks of redacted text, which no request has. */
function editShown(edit: (target: string) => string | null, target: string): string | null {
  if (/^[!-~]*$/.test(target)) return edit(target);
  const inAscii = target.replaceAll(/[^!-~]/g, (one) => `%u${one.charCodeAt(0).toString(16)}u`);
  return (
    edit(inAscii)?.replaceAll(/%u([0-9a-f]{1,4})u/g, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    ) ?? null
  );
}

/** Lists the edits of the config in requests to a deployment; names only. */
export function editsNotice(name: string, config: RequestEditsConfig): Html | string {
  const edits = editsOf(config);
  if (edits.length === 0) return '';
  return html`
    <p class="quiet">
      The config edits requests to the ${name}:
      ${edits.map(
        ([what, names]) =>
          html`<span>${what} <code>${visibleText(names, 200)}</code></span
            >${'; '}`,
      )}
      the request below is the client's original.
    </p>
  `;
}

/** The kinds of edits, with the edited names. */
function editsOf({ url, headers, path = {}, query }: RequestEditsConfig): [string, string][] {
  const ofPath = Object.entries(path).flatMap(([key, value]) => (value === undefined ? [] : [key]));
  if (mountPathOf(url) !== '') ofPath.push('url');
  const named: [string, readonly string[]][] = [
    ['sets the headers', Object.keys(headers?.set ?? {})],
    ['removes the headers', headers?.remove ?? []],
    ['changes the path by', ofPath],
    ['sets the parameters', Object.keys(query?.set ?? {})],
    ['removes the parameters', query?.remove ?? []],
  ];
  return named
    .filter(([, names]) => names.length > 0)
    .map(([what, names]) => [what, names.join(', ')]);
}
