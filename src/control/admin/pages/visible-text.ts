import { html } from 'hono/html';

/** A piece of a page, escaped. */
export type Html = ReturnType<typeof html>;

/**
 * Characters that are invisible, or that move other text: control and format characters (bidi overrides,
 * zero-width joiners), lone surrogates, unassigned planes, and every space except the plain one. Two answers may
 * differ in nothing else.
 */
const invisible = /([\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]|(?! )\p{Zs})/u;

/**
 * Foreign text made safe to show: truncated, escaped, isolated from the text direction around it, and with every
 * invisible character spelt out.
 */
export function visibleText(text: string, charsMax = 240): Html {
  const parts = cut(text, charsMax)
    .split(invisible)
    .map((part, index) => (index % 2 === 0 ? part : spelt(part)));
  return html`<bdi dir="ltr">${parts}</bdi>`;
}

/** The same without markup, for a title. */
export function plainText(text: string, charsMax = 80): string {
  return cut(text, charsMax)
    .split(invisible)
    .map((part, index) => (index % 2 === 0 ? part : spelling(part)))
    .join('');
}

function spelt(character: string): Html {
  return html`<span class="invisible">${spelling(character)}</span>`;
}

function spelling(character: string): string {
  switch (character) {
    case '\n':
      return '\\n';
    case '\r':
      return '\\r';
    case '\t':
      return '\\t';
    default:
      return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  }
}

/** Not between the halves of a surrogate pair: the half would then look like a fault in the text. */
function cut(text: string, charsMax: number): string {
  if (text.length <= charsMax) return text;
  return `${text.slice(0, charsMax).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
