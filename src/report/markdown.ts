import type { Piece, ReportDocument, Section, Table } from './document.ts';

/** For a pull request. Foreign text becomes neither markup, nor a link, nor a mention. */
export function markdownOf({ title, sections }: ReportDocument): string {
  return `${[`# ${sentence(title)}`, ...sections.map(sectionText)].join('\n\n')}\n`;
}

function sectionText({ title, level, sentences, table }: Section): string {
  const blocks = [
    `${'#'.repeat(level)} ${sentence(title)}`,
    sentences.map((one) => `- ${sentence(one)}`).join('\n'),
    table === null ? '' : tableText(table),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function tableText({ head, rows }: Table): string {
  return [
    line(head.map(sentence)),
    line(head.map(() => '---')),
    ...rows.map((cells) => line(cells.map(piece))),
  ].join('\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function piece(text: Piece): string {
  return typeof text === 'string' ? sentence(text) : code(text.code);
}

/** A character reference cannot begin markup; the empty comment breaks up a mention or a link. */
function sentence(text: string): string {
  return text
    .replaceAll(/[&<>\\`*_{}[\]|~#!$]/g, (character) =>
      /[&<>]/.test(character) ? `&#${character.charCodeAt(0)};` : `\\${character}`,
    )
    .replaceAll(/@|:(?=\/\/)|www(?=\.)/gi, '$&<!-- -->');
}

/** As HTML: a span of backticks cannot contain every text in a table. */
function code(text: string): string {
  return text === '' ? '' : `<code>${sentence(text)}</code>`;
}
