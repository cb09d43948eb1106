import { looksMinted } from './identifier.ts';

/** A key, or an index that counts from 0. */
type Step = string | number;

/** Longer paths are shown by their beginning and their end. */
const stepsMax = 40;
const firstSteps = 28;
const lastSteps = 11;

/** A JSON path as people write it: `$.items[3].cost`, odd keys in brackets and quotes. */
export function pathText(path: readonly Step[], showKey: (key: string) => string): string {
  return render(path, (step) => (typeof step === 'number' ? `[${step}]` : keyText(showKey(step))));
}

/**
 * What differences are counted by: `$.items[*].cost`. Keys that look minted, as in a map from ids
 * to objects, are left out like indexes.
 */
export function templateText(path: readonly Step[], showKey: (key: string) => string): string {
  return render(path, (step) => {
    if (typeof step === 'number' || looksMinted(step)) return '[*]';
    return keyText(showKey(step));
  });
}

function render(path: readonly Step[], stepText: (step: Step) => string): string {
  if (path.length <= stepsMax) return `$${path.map(stepText).join('')}`;
  const start = path.slice(0, firstSteps).map(stepText).join('');
  return `$${start}…${path.slice(-lastSteps).map(stepText).join('')}`;
}

/** What RFC 9535 allows after a point; all else is put into brackets and quotes. */
const shorthandName = /^[A-Za-z_\u0080-\ud7ff][A-Za-z0-9_\u0080-\ud7ff]*$/;

function keyText(key: string): string {
  return shorthandName.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
