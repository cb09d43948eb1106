/**
 * PostgreSQL stores no NUL, and UTF-8 has no lone surrogates; both may come from traffic. They are written as
 * `\u0000`, and a backslash as two, so that no two texts become one.
 */
export function storedText(text: string): string {
  if (!/[\\\0]/.test(text) && text.isWellFormed()) return text;
  return text.replaceAll(special, (one) =>
    one === '\\' ? '\\\\' : `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const special = /[\\\0]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Reads what {@link storedText} has written. */
export function readText(stored: string): string {
  if (!stored.includes('\\')) return stored;
  return stored.replaceAll(/\\(?:\\|u([0-9a-f]{4}))/g, (_, code?: string) =>
    code === undefined ? '\\' : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
