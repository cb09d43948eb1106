import { canonicalTags } from './tag-attributes.ts';

/**
 * XML or HTML with its white space normalised: runs of it become one space, and between two tags a
 * line end, whether there was any or not. So markup that is indented is the same as markup that is
 * not, and a difference can be shown by its line. The order of attributes means nothing, either.
 */
export function normaliseMarkup(text: string): string {
  return canonicalTags(text.replaceAll(/[\t\n\f\r ]+/g, ' '))
    .replaceAll(/> ?</g, '>\n<')
    .trim();
}
