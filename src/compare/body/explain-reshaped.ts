import type { Reshaped, Reshaping } from '../../config/reshape-document.ts';
import { isContainer, ownValue, valueAt } from '../../vocabulary/own-value.ts';
import type { Found } from '../json/walk.ts';
import type { Step } from '../rules/rule-state.ts';
import type { ShapedPair } from './shape-documents.ts';

/**
 * Reports the rules that gave two documents one shape and so removed a difference: a renamed member, or a
 * text that is equal to the other one as JSON. It uses paths in the documents before arrays are aligned.
 *
 * @param differing where the documents differ in the compared shape
 */
export function explainReshaped(
  { primary, reshaped }: ShapedPair,
  reshapings: readonly Reshaping[],
  differing: readonly (readonly Step[])[],
  explain: (rule: number, describe: () => Found) => void,
): void {
  if (reshaped === null) return;
  const differingAt = createPrefixes(differing);
  const ours = textsByPath(reshaped.primary.reshaped);
  const theirs = textsByPath(reshaped.candidate.reshaped);
  for (const [key, { rule, path, text }] of new Map([...ours, ...theirs])) {
    const [left, right] = [ours.get(key)?.text, theirs.get(key)?.text];
    if (left === right || differingAt(path)) continue;
    explain(rule, () => foundAt(path, left ?? text, right ?? text));
  }
  for (const { rule, path, text } of reshaped.candidate.reshaped) {
    const reshaping = reshapings[rule];
    if (text !== null || reshaping?.kind !== 'rename') continue;
    const object = valueAt(primary, path);
    const member = isContainer(object) ? ownValue(object, reshaping.from) : undefined;
    if (member === undefined) continue;
    explain(rule, () => ({
      ...foundAt([...path, reshaping.from], member, undefined),
      kind: 'removed',
    }));
  }
}

function foundAt(path: readonly Step[], primary: unknown, candidate: unknown): Found {
  return { kind: 'changed', path, candidatePath: path, primary, candidate };
}

function textsByPath(reshaped: readonly Reshaped[]): ReadonlyMap<string, Reshaped> {
  return new Map(
    reshaped
      .filter(({ text }) => text !== null)
      .map((one) => [JSON.stringify(one.path), one] as const),
  );
}

/** Creates a test of whether anything differs at a path or below. */
function createPrefixes(
  differing: readonly (readonly Step[])[],
): (path: readonly Step[]) => boolean {
  const prefixes = new Set(
    differing.flatMap((path) =>
      path.map((_, at) => JSON.stringify(path.slice(0, at + 1))).concat('[]'),
    ),
  );
  return (path) => prefixes.has(JSON.stringify(path));
}
