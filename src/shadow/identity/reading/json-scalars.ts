import {
  contextBy,
  contextOf,
  type FieldContext,
  insideOf,
  isNumberName,
  numberNameContext,
} from '../recognizing/field-context.ts';
import { type NameSense, senseOf } from '../recognizing/id-names.ts';
import type { Subject } from '../recognizing/subject.ts';

/** Beyond this number of scalars, nobody would ask for their identities. */
const scalarsMax = 20_000;

interface Container {
  readonly value: object;
  /** The name of its member, or of the member that holds its array. */
  readonly name: string;
  readonly around: string | null;
}

/** A value in a document that may be an identity, with its position. */
export interface JsonScalar {
  readonly value: unknown;
  readonly context: FieldContext;
  /** It is the name of a member, not its value. */
  readonly isName: boolean;
}

/** The values in parsed documents that may be identities. */
export interface JsonScalars {
  /**
   * Texts and numbers except times, and names of members that look random or are numbers. In no particular order, and up
   * to a bound for each document.
   */
  readonly scalars: readonly JsonScalar[];
  /** The names of members, each once. */
  readonly names: ReadonlySet<string>;
}

/** Collects what may be an identity in documents. */
export function jsonScalars(documents: readonly unknown[], subject: Subject): JsonScalars {
  const scalars: JsonScalar[] = [];
  const names = new Set<string>();
  for (const document of documents) collectScalars(document, subject, { scalars, names });
  return { scalars, names };
}

interface Collected {
  readonly scalars: JsonScalar[];
  readonly names: Set<string>;
}

function collectScalars(
  document: unknown,
  subject: Subject,
  { scalars: found, names }: Collected,
): void {
  const left: Container[] = [];
  const sizeMax = found.length + scalarsMax;
  const contexts = new Map<string | null, Map<NameSense, FieldContext>>();

  /** Cached, because the elements of a list share the same few contexts. */
  function contextIn(sense: NameSense, around: string | null): FieldContext {
    const inside = contexts.get(around) ?? new Map<NameSense, FieldContext>();
    if (inside.size === 0) contexts.set(around, inside);
    const known = inside.get(sense);
    if (known !== undefined) return known;
    const context = contextBy(sense, around, subject);
    inside.set(sense, context);
    return context;
  }

  function see(value: unknown, name: string, sense: NameSense, around: string | null): void {
    if (typeof value === 'object') {
      if (value !== null) left.push({ value, name, around });
    } else if (typeof value !== 'boolean' && sense.role !== 'time') {
      found.push({ value, context: contextIn(sense, around), isName: false });
    }
  }

  see(document, '', senseOf(''), null);
  for (let step = left.pop(); step !== undefined && found.length < sizeMax; step = left.pop()) {
    const { value, name, around } = step;
    if (Array.isArray(value)) {
      const sense = senseOf(name);
      for (const element of value) see(element, name, sense, around);
      continue;
    }
    const inside = insideOf(name, around);
    let ofNumbers: FieldContext | null = null;
    // Parsed JSON has only own members.
    for (const key in value) {
      const sense = senseOf(key);
      names.add(key);
      see((value as Members)[key], key, sense, inside);
      if (isNumberName(key)) {
        ofNumbers ??= numberNameContext(name, around, subject);
        found.push({ value: key, context: ofNumbers, isName: true });
      } else if (sense.isMinted === true) {
        found.push({ value: key, context: contextOf(name, inside, subject), isName: true });
      }
    }
  }
}

export type Members = Readonly<Record<string, unknown>>;

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
