import type { Difference, Nature } from '../../vocabulary/difference.ts';
import { identityText, type KnownIdentities } from '../identities/known-identities.ts';
import type { RepeatedName } from '../json/compare-overwritten.ts';
import { pathText, templateText } from '../../vocabulary/json-path-text.ts';
import { exactNumberText } from '../../vocabulary/exact-number.ts';
import { countSame } from '../same-json.ts';
import type { Found } from '../json/walk.ts';
import { excerptOfJson, excerptOfKey } from '../redaction/excerpt.ts';
import type { Redactor } from '../redaction/redactor.ts';
import { hidesAllBelow, isSecretName } from '../../vocabulary/secret-names.ts';
import { secretPathsAt } from '../redaction/secret-paths.ts';
import { distanceBetween } from '../shape/distance.ts';
import { natureOf } from '../shape/nature.ts';
import { shapeChange, typeChange } from '../shape/shape-change.ts';
import { eitherState, type RuleState, type Step } from '../rules/rule-state.ts';

/** Describes findings in two documents for display, with secrets redacted. */
export interface FoundDescriber {
  /** The template under which a difference at this path is counted. */
  templateOf(path: readonly Step[]): string;
  /** @param shape the result of {@link shapeOfFound}, if it is already known */
  describe(found: Found, shape?: string | null): Difference;
  describeUncompared(path: readonly Step[], reason: string): Difference;
  describeRepeated(repeated: RepeatedName): Difference;
}

/** The candidate's body may have hidden values at other indexes. */
type Place = Pick<Found, 'path' | 'candidatePath'>;

/** If a name is repeated more often, only this many values describe it. */
const shownRepeatsMax = 3;

/**
 * @param secrets the paths in these documents that the user wants hidden
 * @param identities shown by their labels, and left out of templates
 */
export function createFoundDescriber(
  redactor: Redactor,
  secrets: RuleState | null,
  identities: KnownIdentities | null,
): FoundDescriber {
  const showKey = (key: string): string => excerptOfKey(redactor, key);
  const templateOf = (path: readonly Step[]): string =>
    templateText(identities === null ? path : path.map(withoutIdentity), showKey);

  /** A key that is an identity is replaced, like an index. */
  function withoutIdentity(step: Step): Step {
    return typeof step === 'string' && identities?.labelOf(step) !== undefined ? 0 : step;
  }

  function secretPathsOf(place: Place): RuleState | null {
    return eitherState(
      secretPathsAt(secrets, place.path),
      secretPathsAt(secrets, place.candidatePath),
    );
  }

  function isHidden(place: Place): boolean {
    return isBelowSecretName(place) || secretPathsOf(place)?.matched === true;
  }

  function show(value: unknown, place: Place): string | null {
    if (value === undefined) return null;
    const isHidden = isBelowSecretName(place) || isElementOfHiddenList(value, place);
    return excerptOfJson(redactor, value, isHidden, secretPathsOf(place));
  }

  /** A list of numbers may encode a text, as tokens or an embedding do. */
  function isElementOfHiddenList(value: unknown, { path }: Place): boolean {
    return !redactor.showsText && typeof value === 'number' && typeof path.at(-1) === 'number';
  }

  /** Shows the values of one repeated name, in order. */
  function showEach(values: readonly unknown[], place: Place): string {
    const shown = values.slice(0, shownRepeatsMax).map((value) => show(value, place));
    return (values.length > shownRepeatsMax ? [...shown, '…'] : shown).join(', ');
  }

  /** Shows the elements from the first that is in another position; from the start, if paths are hidden. */
  function showOrder(found: Found, elements: unknown): string | null {
    const start = secrets === null ? firstDisplaced(found.primary, found.candidate) : 0;
    const shown = show((elements as readonly unknown[]).slice(start), found);
    return start === 0 ? shown : `‹from [${start}]› ${shown}`;
  }

  function textsOf(found: Found): readonly [string | null, string | null] {
    const { kind, primary, candidate } = found;
    if (kind === 'identity') return [showIdentity(primary), showIdentity(candidate)];
    if (kind === 'reordered') return [showOrder(found, primary), showOrder(found, candidate)];
    const place = kind === 'moved' ? `‹at [${found.candidatePath.at(-1) ?? 0}]› ` : '';
    const shown = show(candidate, found);
    return [show(primary, found), shown === null ? null : place + shown];
  }

  /** Never shows the value itself: an unknown identity may be a secret, too. */
  function showIdentity(value: unknown): string {
    return redactor.hidden(identityText(value) ?? '');
  }

  function difference(
    kind: Difference['kind'],
    path: readonly Step[],
    [primary, candidate]: readonly [string | null, string | null],
    looks: Pick<Difference, 'shape' | 'distance' | 'nature'> = noTwoValues,
  ): Difference {
    return {
      aspect: 'body',
      kind,
      path: pathText(path, showKey),
      template: templateOf(path),
      primary,
      candidate,
      ...looks,
    };
  }

  function distanceOf(found: Found): number | null {
    const { kind, primary, candidate } = found;
    if (kind !== 'changed' || isHidden(found)) return null;
    const distance = distanceBetween(primary, candidate);
    return distance === null || hasSecret(primary) || hasSecret(candidate) ? null : distance;
  }

  /** Whether a number or a time is itself a secret. */
  function hasSecret(value: unknown): boolean {
    const text = typeof value === 'string' ? (exactNumberText(value) ?? value) : String(value);
    return redactor.hasSecrets(text);
  }

  return {
    templateOf,
    describe: (found, shape = shapeOfFound(found)) =>
      difference(found.kind, found.path, textsOf(found), {
        shape,
        distance: distanceOf(found),
        nature: natureOfFound(found),
      }),
    describeUncompared(path, reason) {
      const text = `‹not compared: ${reason}›`;
      return difference('changed', path, [text, text]);
    },
    describeRepeated({ path, primary, candidate }) {
      const place = { path, candidatePath: path };
      const text = (values: readonly unknown[]): string | null =>
        values.length === 0 ? null : `‹repeated name, before that› ${showEach(values, place)}`;
      const kind = primary.length === 0 ? 'added' : candidate.length === 0 ? 'removed' : 'changed';
      return difference(kind, path, [text(primary), text(candidate)]);
    },
  };
}

/** The shape of the values of a difference. */
export function shapeOfFound({ kind, primary, candidate }: Found): string | null {
  switch (kind) {
    case 'changed':
    case 'type':
      return shapeChange(primary, candidate);
    case 'added':
    case 'removed':
    case 'inserted':
      return typeChange(primary, candidate);
    // Each deployment may mint its ids in its own way.
    case 'identity':
    case 'moved':
    case 'reordered':
      return null;
  }
}

function natureOfFound({ kind, primary, candidate }: Found): Nature | null {
  return kind === 'changed' || kind === 'identity' ? natureOf(primary, candidate) : null;
}

const noTwoValues = { shape: null, distance: null, nature: null };

/** Whether the path is under the name of a secret, primary's or the candidate's. */
function isBelowSecretName({ path, candidatePath }: Place): boolean {
  return isBelowSecret(path) || isBelowSecret(candidatePath);
}

function isBelowSecret(path: readonly Step[]): boolean {
  return path.some(
    (step, index) =>
      typeof step === 'string' &&
      (index === path.length - 1 ? isSecretName(step) : hidesAllBelow(step)),
  );
}

function firstDisplaced(primary: unknown, candidate: unknown): number {
  const [left, right] = [primary, candidate] as [readonly unknown[], readonly unknown[]];
  let at = 0;
  while (at < left.length && countSame(left[at], right[at]) !== null) at += 1;
  return at < left.length ? at : 0;
}
