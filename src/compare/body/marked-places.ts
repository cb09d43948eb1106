import type { LineMark } from '../../vocabulary/specimen.ts';
import type { Pairing } from '../json/align/pairing.ts';
import type { Found, WalkVisitor } from '../json/walk.ts';
import type { Step } from '../rules/rule-state.ts';
import type { BeforeJudging } from '../walk-modulo.ts';

/** The finding of a walk for one path in two documents, and for the paths below. */
export interface MarkedPlace {
  mark: LineMark | null;
  /** How the elements of two arrays were paired; null if by position. */
  pairing: Pairing | null;
  /** By primary's steps. */
  readonly children: Map<Step, MarkedPlace>;
  /** Values that only the candidate has, by its own steps. */
  readonly added: Map<Step, MarkedPlace>;
}

/** Records the findings of a walk, and how it pairs elements. */
export interface WalkRecorder {
  readonly root: MarkedPlace;
  readonly visitor: WalkVisitor;
  readonly before: BeforeJudging;
  /** Whether everything was compared. */
  readonly isWhole: () => boolean;
}

/** The largest number of findings to show. */
const marksMax = 4000;

export function createWalkRecorder(): WalkRecorder {
  const root = newPlace();
  let marks = 0;
  let isWhole = true;

  function mark(place: MarkedPlace, by: LineMark): boolean {
    place.mark = by;
    marks += 1;
    if (marks >= marksMax) isWhole = false;
    return isWhole;
  }

  return {
    root,
    before: (by, found) => void mark(placeOf(root, found), by),
    isWhole: () => isWhole,
    visitor: {
      differ: (found) => mark(placeOf(root, found), found.kind),
      uncompared(path) {
        isWhole = false;
        mark(placeAt(root, path), 'not compared');
      },
      ruledOut(_, describe) {
        if (isWhole) mark(placeOf(root, describe()), 'excluded by rule');
      },
      aligned(path, pairing) {
        placeAt(root, path).pairing = pairing;
      },
    },
  };
}

/** The node of a difference, created if it is missing. */
export function placeOf(root: MarkedPlace, { path, candidatePath, primary }: Found): MarkedPlace {
  const last = candidatePath.at(-1);
  if (primary !== undefined || last === undefined) return placeAt(root, path);
  return placeIn(placeAt(root, path.slice(0, -1)).added, last);
}

function placeAt(root: MarkedPlace, path: readonly Step[]): MarkedPlace {
  return path.reduce((place, step) => placeIn(place.children, step), root);
}

function placeIn(places: Map<Step, MarkedPlace>, step: Step): MarkedPlace {
  const known = places.get(step);
  if (known !== undefined) return known;
  const place = newPlace();
  places.set(step, place);
  return place;
}

function newPlace(): MarkedPlace {
  return { mark: null, pairing: null, children: new Map(), added: new Map() };
}

/** All nodes, each before those below it. Without recursion, as documents may be very deep. */
export function* placesIn(root: MarkedPlace): Generator<MarkedPlace> {
  const left: MarkedPlace[] = [root];
  for (let place = left.pop(); place !== undefined; place = left.pop()) {
    yield place;
    left.push(...place.children.values(), ...place.added.values());
  }
}
