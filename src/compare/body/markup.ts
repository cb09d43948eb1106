import { canonicalTags } from './tag-attributes.ts';

/**
 * Normalises white space in XML or HTML: a run becomes one space, and between two tags there is always one
 * line end. So indentation makes no difference, and a difference can be shown by its line. The order of
 * attributes is normalised, too.
 */
export function normaliseMarkup(text: string): string {
  return canonicalTags(text.replaceAll(/[\t\n\f\r ]+/g, ' '))
    .replaceAll(/> ?</g, '>\n<')
    .trim();
}
