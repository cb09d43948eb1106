import type { AlignedStretch, LineMark, SpecimenAlignment } from '../../../vocabulary/specimen.ts';

/** Collects the lines of two bodies in the order in which they are shown. */
export interface StretchList {
  /** @param primary the index of the line; -1 if there is none */
  add(primary: number, candidate: number, mark: LineMark | null): void;
  /** Lines without a counterpart. */
  addPrimary(start: number, count: number, mark: LineMark | null): void;
  addCandidate(start: number, count: number, mark: LineMark | null): void;
  alignment(): SpecimenAlignment;
}

/** Bounds the page; nobody scrolls further. */
const linesMax = 4000;

export const noLine = -1;

export function createStretchList(): StretchList {
  const stretches: AlignedStretch[] = [];
  let lines = 0;
  let cut = false;

  function add(primary: number, candidate: number, mark: LineMark | null, count = 1): void {
    const taken = Math.min(count, linesMax - lines);
    if (taken < count) cut = true;
    if (taken <= 0) return;
    lines += taken;
    const last = stretches.at(-1);
    if (last !== undefined && last[3] === mark && follows(last, primary, candidate)) {
      stretches[stretches.length - 1] = [last[0], last[1], last[2] + taken, mark];
    } else {
      stretches.push([primary, candidate, taken, mark]);
    }
  }

  return {
    add,
    addPrimary: (start, count, mark) => add(start, noLine, mark, count),
    addCandidate: (start, count, mark) => add(noLine, start, mark, count),
    alignment: () => ({ stretches, cut }),
  };
}

function follows(
  [primary, candidate, count]: AlignedStretch,
  nextPrimary: number,
  nextCandidate: number,
): boolean {
  return isNext(primary, count, nextPrimary) && isNext(candidate, count, nextCandidate);
}

function isNext(start: number, count: number, next: number): boolean {
  return start === noLine ? next === noLine : next === start + count;
}
