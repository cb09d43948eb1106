import { describe, expect, it } from 'vitest';
import { visibleText } from '../../../src/control/admin/pages/visible-text.ts';

async function shown(text: string, charsMax?: number): Promise<string> {
  return String(await visibleText(text, charsMax));
}

const spelt = (spelling: string): string => `<span class="invisible">${spelling}</span>`;

describe('text of others on a page', () => {
  it('is escaped and isolated', async () => {
    expect(await shown(`<b title="x">&'`)).toBe(
      '<bdi dir="ltr">&lt;b title=&quot;x&quot;&gt;&amp;&#39;</bdi>',
    );
  });

  it.each([
    ['a line break', 'a\nb', `a${spelt('\\n')}b`],
    ['a terminal escape', '\u001B[31m', `${spelt('\\u{1b}')}[31m`],
    ['a bidi override', 'a\u202Egnp.exe', `a${spelt('\\u{202e}')}gnp.exe`],
    ['a zero-width space', 'a\u200Bb', `a${spelt('\\u{200b}')}b`],
    ['a byte order mark', '\uFEFFa', `${spelt('\\u{feff}')}a`],
    ['a no-break space', 'a\u00A0b', `a${spelt('\\u{a0}')}b`],
    ['a lone surrogate', 'a\uD800b', `a${spelt('\\u{d800}')}b`],
    ['a tag character', 'a\u{E0041}', `a${spelt('\\u{e0041}')}`],
  ])('shows as an escape %s', async (_what, text, inside) => {
    expect(await shown(text)).toBe(`<bdi dir="ltr">${inside}</bdi>`);
  });

  it('keeps plain spaces, accents and emoji unchanged', async () => {
    expect(await shown('né à 8 h 👍')).toBe('<bdi dir="ltr">né à 8 h 👍</bdi>');
  });

  it('is shortened, but not inside a character', async () => {
    expect(await shown('ab👍', 3)).toBe('<bdi dir="ltr">ab…</bdi>');
  });
});
