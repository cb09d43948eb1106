import { html } from 'hono/html';
import type { DocumentCoverage } from '../../../document-coverage.ts';
import { neverAskedWords, undocumentedWords } from '../../../document-words.ts';
import { formatCount } from '../../../../vocabulary/format.ts';
import { type Html, visibleText } from '../visible-text.ts';

/** The note about the document beside the verdict, which does not depend on it. */
export function documentNote(document: DocumentCoverage | null): Html | string {
  if (document === null) return '';
  const { name, operations, neverAsked, undocumented } = document;
  return html`
    <p class="more">
      Of the ${formatCount(operations)} operations in ${visibleText(name, 80)},
      <a href="/routes#never-asked">${neverAskedWords(neverAsked.length)}</a>;
      <a href="/routes#undocumented">${undocumentedWords(undocumented.length)}</a>.
    </p>
  `;
}
