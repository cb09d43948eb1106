/**
 * XML or HTML with its white space normalised: runs of it become one space, and between two tags a
 * line end, whether there was any or not. So markup that is indented is the same as markup that is
 * not, and a difference can be shown by its line.
 */
export function normaliseMarkup(text: string): string {
  return text
    .replaceAll(/[\t\n\f\r ]+/g, ' ')
    .replaceAll(/> ?</g, '>\n<')
    .trim();
}
