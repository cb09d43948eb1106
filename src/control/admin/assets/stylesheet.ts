import { exchangeStyle } from './exchange-style.ts';
import { pageStyle } from './page-style.ts';
import { tableStyle } from './table-style.ts';
import { verdictStyle } from './verdict-style.ts';

/**
 * What all pages load. Of rules that are equally specific, the later one counts: what is of one page comes last. It is
 * kept in modules, so that a checkout and the built package serve it alike.
 */
export const stylesheet = pageStyle + tableStyle + verdictStyle + exchangeStyle;
