import { html, raw } from 'hono/html';
import { stylesheet } from '../control/admin/assets/stylesheet.ts';
import type { Piece, ReportDocument, Section, Table } from './document.ts';

type Html = ReturnType<typeof html>;

/** The page loads nothing and runs no scripts. */
const policy = "default-src 'none'; style-src 'unsafe-inline'";

const tones: ReadonlyMap<string, string> = new Map([
  ['fail', 'bad'],
  ['missing', 'bad'],
  ['open', 'bad'],
  ['inconclusive', 'warn'],
  ['not known', 'warn'],
]);

/** One self-contained file, styled like the pages. */
export async function htmlOf({ title, sections }: ReportDocument): Promise<string> {
  const page = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="content-security-policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${raw(stylesheet)}
        </style>
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${sections.map(sectionHtml)}
        </main>
      </body>
    </html> `;
  return page.toString();
}

function sectionHtml({ title, level, sentences, table }: Section): Html {
  const heading = level === 2 ? html`<h2>${title}</h2>` : html`<h3>${title}</h3>`;
  return html`<section>
    ${heading} ${sentences.map((one) => html`<p><bdi>${one}</bdi></p>`)}
    ${table === null ? '' : tableHtml(table)}
  </section>`;
}

function tableHtml({ head, rows }: Table): Html {
  return html`<div class="scroll" tabindex="0">
    <table>
      <thead>
        <tr>
          ${head.map((title) => html`<th scope="col">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map((cell) => html`<td>${pieceHtml(cell)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function pieceHtml(piece: Piece): Html {
  if (typeof piece !== 'string') return html`<code><bdi>${piece.code}</bdi></code>`;
  return html`<bdi class="${tones.get(piece) ?? ''}">${piece}</bdi>`;
}
