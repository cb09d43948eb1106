import { mountPathOf } from '../../vocabulary/unix-socket.ts';
import { compilePattern, replaceFirst } from '../pattern.ts';
import { compileQueryEdits } from './query-edits.ts';
import { parseReplacement } from './replacement.ts';
import type { RequestEditsConfig } from './request-edits-schema.ts';
import type { SetValue } from './set-value.ts';

/** Common servers accept no longer head. */
const targetCharsMax = 16_384;

type EditText = (text: string) => string | null;

type PathRewrite = NonNullable<NonNullable<RequestEditsConfig['path']>['rewrite']>;

/**
 * Compiles the edits of a request target.
 *
 * @param textOf returns the text for a value that is set
 * @returns null if the config edits no targets. The function returns null if the edits make a target invalid
 */
export function compileTargetEdits(
  config: RequestEditsConfig,
  textOf: (value: SetValue) => string = ({ text }) => text,
): EditText | null {
  const { path = {}, query } = config;
  const mount = mountOf(config);
  const { strip = '' } = path;
  const rewrite = path.rewrite === undefined ? null : compileRewrite(path.rewrite);
  const editQuery = query === undefined ? null : compileQueryEdits(query, textOf);
  if (mount === '' && strip === '' && rewrite === null && editQuery === null) return null;

  function editPath(asked: string): string | null {
    const stripped = isUnder(asked, strip) ? asked.slice(strip.length) : asked;
    const rest = stripped === '' ? '/' : stripped;
    const rewritten = rewrite === null ? rest : rewrite(rest);
    if (rewritten === null || !rewritten.startsWith('/')) return null;
    // The root of a base path needs no slash at the end.
    return rewritten === '/' && stripped === '' && mount !== '' ? mount : mount + rewritten;
  }

  return (target) => {
    const parts = targetParts.exec(target);
    // Such as `*`, which is about the server.
    if (parts === null) return target;
    const [, origin = '', asked = '', mark = '', sent = ''] = parts;
    const edited = editPath(asked === '' ? '/' : asked);
    if (edited === null) return null;
    const parameters = editQuery === null ? sent : editQuery(sent);
    const written = origin + edited + (parameters === sent ? mark : parameters && '?') + parameters;
    const isTooLong = written.length > Math.max(targetCharsMax, target.length);
    return isTooLong || !/^[!-~\x80-\xff]+$/.test(written) ? null : written;
  };
}

/** An origin, as proxies get it; the path; and the query behind its mark. */
const targetParts = /^(https?:\/\/[^/?#]*(?=[/?#]|$)|(?=\/))([^?]*)(\??)(.*)$/is;

/** The start of every path of a deployment. */
export function mountOf({ url, path }: RequestEditsConfig): string {
  return mountPathOf(url) + (path?.prefix ?? '');
}

/** Whether a path begins with these segments. */
export function isUnder(path: string, start: string): boolean {
  return path.startsWith(start) && (path.length === start.length || path[start.length] === '/');
}

function compileRewrite({ match, replace }: PathRewrite): EditText {
  const pattern = compilePattern(match);
  const parts = parseReplacement(replace);
  return (path) =>
    replaceFirst(pattern, path, (group) =>
      parts.map((part) => (typeof part === 'number' ? group(part) : part)).join(''),
    );
}
