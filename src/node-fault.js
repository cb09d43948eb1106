// Every version of Node must be able to read this file, so it has no recent syntax and no imports. Node 12 must be
// able to report that it is too old.

/** The oldest Node that Parallax runs on; `engines` in package.json has the same number. */
const majorMin = 24;

/**
 * What is wrong with a version of Node and what to do instead; empty if it is fine.
 *
 * @param {string} version without the `v`
 */
export function nodeFault(version) {
  if (Number(version.split('.')[0]) >= majorMin) return '';
  return (
    'parallax: Node ' +
    majorMin +
    ' or newer is needed, and this is Node ' +
    version +
    '. Install a newer one: ' +
    'https://nodejs.org; in a checkout on Linux, `npm ci` brings one: node_modules/.bin/node\n'
  );
}
