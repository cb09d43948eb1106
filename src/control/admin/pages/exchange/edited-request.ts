import { html } from 'hono/html';
import type { RequestEditsConfig } from '../../../../config/requests/request-edits-schema.ts';
import { compileTargetEdits } from '../../../../config/requests/target-edits.ts';
import type { SpecimenRequest } from '../../../../vocabulary/specimen.ts';
import { type Html, visibleText } from '../visible-text.ts';
import { mountPathOf } from '../../../../vocabulary/unix-socket.ts';

/** What stands for a value that the config puts into requests: no page shows one. */
const hidden = 'HIDDEN';

/** A request as the config has it sent to a deployment; null where that makes no valid target of it. */
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

/** A target may have characters that mark what was taken out of it, which no request has. */
function editShown(edit: (target: string) => string | null, target: string): string | null {
  if (/^[!-~]*$/.test(target)) return edit(target);
  const inAscii = target.replaceAll(/[^!-~]/g, (one) => `%u${one.charCodeAt(0).toString(16)}u`);
  return (
    edit(inAscii)?.replaceAll(/%u([0-9a-f]{1,4})u/g, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    ) ?? null
  );
}

/** Says what the config edits in the requests to a deployment; names only. */
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

/** What is edited, and what of it. */
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
