// Read by every Node there is: no syntax of its own time, and nothing is imported. Node 12 must be able to say
// that it is too old.

/** The oldest Node that has all that is used here; `engines` in package.json says the same. */
const majorMin = 24;

/**
 * What is wrong with a Node, with what to do instead; an empty text when nothing is.
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
    '. On Linux, ' +
    '`npm ci` brings one: node_modules/.bin/node\n'
  );
}
