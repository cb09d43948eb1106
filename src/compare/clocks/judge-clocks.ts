import type { Found, WalkVisitor } from '../json/walk.ts';
import type { Clocks } from './clocks.ts';

/** A visitor that passes on differences, except times that name the same moment. */
export function judgeClocks(clocks: Clocks, visitor: WalkVisitor): WalkVisitor {
  return {
    ...visitor,
    differ: (found) => isSameTime(clocks, found) || visitor.differ(found),
  };
}

function isSameTime(clocks: Clocks, { kind, path, primary, candidate }: Found): boolean {
  if (kind !== 'changed') return false;
  const place = placeOf(path);
  if (clocks.isSameTime(primary, candidate, place)) {
    const name = path.at(-1);
    if (typeof name !== 'string') return true;
    const around = path.slice(0, -1);
    const [holder, placeAround] = [around.join('\u0000'), placeOf(around)];
    return clocks.isInOrder({ primary, candidate, name, holder, place: placeAround });
  }
  const areTexts = typeof primary === 'string' && typeof candidate === 'string';
  return areTexts && clocks.isSameText(primary, candidate, place);
}

/** The names of the members on the path. */
function placeOf(path: Found['path']): string {
  return path.filter((step) => typeof step === 'string').join('.');
}
