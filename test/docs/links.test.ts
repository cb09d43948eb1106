import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const pages = readdirSync(new URL('docs/', root))
  .filter((name) => name.endsWith('.md'))
  .map((name) => new URL(`docs/${name}`, root))
  .concat(new URL('README.md', root), new URL('example/README.md', root));

describe('the internal links of', () => {
  it.each(pages.map((page) => [page.pathname.slice(root.pathname.length), page] as const))(
    '%s lead to an existing file and heading',
    (_name, page) => {
      const broken = linksIn(page).filter((link) => !leadsSomewhere(new URL(link, page)));
      expect(broken).toEqual([]);
    },
  );
});

function linksIn(page: URL): readonly string[] {
  const text = withoutCode(readFileSync(page, 'utf8'));
  return [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link = '']) => link);
}

function leadsSomewhere(target: URL): boolean {
  const file = new URL(target.pathname, target);
  if (!existsSync(file)) return false;
  return target.hash === '' || anchorsOf(file).has(target.hash.slice(1));
}

/** The anchors of headings, as GitHub creates them. */
function anchorsOf(page: URL): ReadonlySet<string> {
  const headings = withoutCode(readFileSync(page, 'utf8')).matchAll(/^#+ (.+)$/gm);
  return new Set([...headings].map(([, heading = '']) => anchorOf(heading)));
}

function anchorOf(heading: string): string {
  const words = heading.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, '');
  return words.replaceAll(' ', '-');
}

function withoutCode(text: string): string {
  return text.replaceAll(/^```[^]*?^```$/gm, '');
}
