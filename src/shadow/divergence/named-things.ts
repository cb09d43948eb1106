import { forgetFirst } from '../forget-first.ts';
import { isMembers, type Members } from '../identity/reading/json-scalars.ts';
import type { ParsedAnswer } from '../identity/reading/parsed-answer.ts';
import { type FoundId, foundId } from '../identity/recognizing/found-id.ts';
import { senseOf } from '../identity/recognizing/id-names.ts';
import { type FoundThing, hasOwnId, rootSpot, type Spot, stepTo } from './found-things.ts';
import { isOneDocument, mayBeDone, type ObservedRequest } from './observed-request.ts';
import { type Replacements, replacementsIn } from './sent-changes.ts';

/** A write to a thing whose name the client chose. */
export interface NamedWrite {
  readonly key: string;
  /** It made or removed the thing. */
  readonly comesOrGoes: boolean;
  /** The state that it sends; null if none. */
  readonly sent: Members | null;
  /** The values that it sends in place of those of the previous PUT. */
  readonly replacements: Replacements;
}

/** What is known about a name. Its path is where the thing was put. */
interface Named {
  readonly path: string;
  /** Null while the thing is removed. */
  readonly sent: Members | null;
  /** Things were put at two paths under this name, so it identifies neither. */
  readonly isUnclear: boolean;
}

const namesMax = 1_000;
const nameCharsMax = 256;
const valuesMax = 50_000;
const nameMember = 'name';
const noReplacements: Replacements = new Map();

/**
 * Things without an id: packages, topics, queues. The client chooses the path, and the path and the body have
 * the same name. Lists show the thing only by that name.
 */
export class NamedThings {
  readonly #named = new Map<string, Named>();

  /** The effect of a write on a thing that is known by its name; null if there is none. */
  noteWrite(write: ObservedRequest): NamedWrite | null {
    if (!mayBeDone(write)) return null;
    if (write.head.method === 'PUT') return this.#notePut(write);
    return write.head.method === 'DELETE' ? this.#noteRemoval(write) : null;
  }

  #notePut({ subject, body, primary }: ObservedRequest): NamedWrite | null {
    const name = subject.parts.findLast((part) => part.name === '')?.text ?? '';
    if (body === null || body[nameMember] !== name || !isName(name)) return null;
    const before = this.#named.get(name);
    const isUnclear = before !== undefined && (before.isUnclear || before.path !== subject.path);
    this.#named.delete(name);
    this.#named.set(name, { path: subject.path, sent: body, isUnclear });
    forgetFirst(this.#named, namesMax);
    if (isUnclear) return null;
    const sentBefore = before?.sent ?? null;
    const replacements = sentBefore === null ? noReplacements : replacementsIn(sentBefore, body);
    const comesOrGoes = sentBefore === null && primary.status === 201;
    return { key: nameId(name).key, comesOrGoes, sent: body, replacements };
  }

  /** `DELETE /packages/left-pad`, or `/packages/left-pad/-rev/3-04d1` with its revision. */
  #noteRemoval({ subject }: ObservedRequest): NamedWrite | null {
    const segments = subject.parts.filter(({ name }) => name === '');
    const at = segments.findLastIndex(({ text }) => this.#isNamed(text));
    const name = segments[at]?.text;
    const known = name === undefined ? undefined : this.#named.get(name);
    if (name === undefined || known === undefined) return null;
    const isRevision = senseOf(segments.at(-1)?.kind ?? '').isRevision === true;
    const isRemoved = at === segments.length - 1 || (isRevision && at === segments.length - 3);
    if (!isRemoved || !isAt(subject.path, known.path)) return null;
    this.#named.set(name, { ...known, sent: null });
    const gone = { comesOrGoes: true, sent: null, replacements: noReplacements };
    return { key: nameId(name).key, ...gone };
  }

  #isNamed(text: string): boolean {
    return this.#named.get(text)?.isUnclear === false;
  }

  /** The things in an answer that are known only by their names. */
  shownIn(answer: ParsedAnswer): readonly FoundThing[] {
    if (this.#named.size === 0 || !isOneDocument(answer)) return none;
    return namedIn(answer.documents[0], (text) => this.#isNamed(text));
  }
}

const none: readonly FoundThing[] = [];

function isName(text: string): boolean {
  return text !== '' && text.length <= nameCharsMax;
}

function isAt(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
}

function nameId(text: string): FoundId {
  return foundId(text, { kind: nameMember });
}

/**
 * Finds the objects without an id that have one of these names, and the elements that wrap exactly one of
 * them.
 */
function namedIn(document: unknown, isNamed: (text: string) => boolean): readonly FoundThing[] {
  const found: FoundThing[] = [];
  const left: { readonly value: object; readonly at: Spot }[] = [];
  const push = (value: unknown, at: Spot): void => {
    if (typeof value === 'object' && value !== null) left.push({ value, at });
  };
  push(document, rootSpot);
  for (let visited = 0; visited < valuesMax; visited += 1) {
    const next = left.pop();
    if (next === undefined) break;
    const { value, at } = next;
    if (!Array.isArray(value)) {
      const names = namesOf(value, at, isNamed);
      const members = isMembers(value) && nameOf(value) !== null ? value : null;
      if (names.length > 0) found.push({ names, at, members });
    }
    for (const [step, inner] of Object.entries(value)) {
      push(inner, stepTo(at, Array.isArray(value) ? Number(step) : step));
    }
  }
  return found;
}

function namesOf(value: object, at: Spot, isNamed: (text: string) => boolean): readonly FoundId[] {
  const own = nameOf(value);
  if (own !== null) return isNamed(own) ? [nameId(own)] : [];
  // An element may wrap the thing that it is about, beside a score.
  if (typeof at.step !== 'number' || !isMembers(value) || hasOwnId(value)) return [];
  const inner = Object.values(value).flatMap((member) => nameOf(member) ?? []);
  const [name] = inner;
  return inner.length === 1 && name !== undefined && isNamed(name) ? [nameId(name)] : [];
}

/** The name of an object without an id of its own; null for anything else. */
function nameOf(value: unknown): string | null {
  if (!isMembers(value) || hasOwnId(value)) return null;
  const name = value[nameMember];
  return typeof name === 'string' ? name : null;
}
