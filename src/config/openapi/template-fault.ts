import { routeTemplateFault } from '../route-template.ts';

/** A longer route would have no name of its own. */
const templateCharsMax = 240;

/**
 * A template with one name for each segment: `{base...head}` for `{base}...{head}`. It matches every path that
 * the two match, and more.
 */
export function withOneNameEach(template: string): string {
  if (template.length > templateCharsMax) return template;
  return template.replaceAll(/\{[^/]*\}/g, (names) =>
    names.includes('{', 1) ? `{${names.replaceAll(/[{}]/g, '')}}` : names,
  );
}

/** Why a path template of a document cannot be a route, with what to write instead; else null. */
export function templateFault(template: string): string | null {
  if (!template.startsWith('/')) return `write a path with a slash in front: /${template}`;
  if (template.length > templateCharsMax) return `write at most ${templateCharsMax} characters`;
  if (/\s/.test(template)) return 'write %20 for a space in a path';
  if (/\p{C}/u.test(template)) return 'a path has no control characters: percent-encode them';
  return routeTemplateFault(`* ${template}`);
}
