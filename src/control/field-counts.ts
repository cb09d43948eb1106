import type { Aspect, Difference, DifferenceKind } from '../vocabulary/difference.ts';

/** A place where answers differ, and in how many exchanges they did. */
export interface DifferingField {
  readonly aspect: Aspect;
  readonly kind: DifferenceKind;
  readonly template: string;
  readonly exchanges: number;
}

interface FieldCount {
  readonly aspect: Aspect;
  readonly kind: DifferenceKind;
  readonly template: string;
  exchanges: number;
  lastSequence: number;
}

/** What templates are counted under once a route has {@link fieldsMax} of them. */
const otherTemplate = '(other)';
/** A body with ever new keys must not grow the process: these bound what a route can hold. */
const fieldsMax = 200;
const templateCharsMax = 200;

/** Counts, for one route, the exchanges in which each field differed. */
export class FieldCounts {
  readonly #fields = new Map<string, FieldCount>();

  /** A field that differs at several indexes of one exchange, `$.items[*].cost`, counts once. */
  add(difference: Difference, sequence: number): void {
    const field = this.#fieldOf(difference);
    if (field.lastSequence === sequence) return;
    field.lastSequence = sequence;
    field.exchanges += 1;
  }

  /** The fields that differ most often, the most frequent first. */
  top(count: number): readonly DifferingField[] {
    return [...this.#fields.values()]
      .sort((a, b) => b.exchanges - a.exchanges)
      .slice(0, count)
      .map(({ aspect, kind, template, exchanges }) => ({ aspect, kind, template, exchanges }));
  }

  #fieldOf({ aspect, kind, template }: Difference): FieldCount {
    const shown = shorten(template);
    const known = this.#fields.get(keyOf(aspect, kind, shown));
    if (known !== undefined) return known;
    if (this.#fields.size < fieldsMax) return this.#start(aspect, kind, shown);
    return (
      this.#fields.get(keyOf(aspect, kind, otherTemplate)) ??
      this.#start(aspect, kind, otherTemplate)
    );
  }

  #start(aspect: Aspect, kind: DifferenceKind, template: string): FieldCount {
    const field = { aspect, kind, template, exchanges: 0, lastSequence: 0 };
    this.#fields.set(keyOf(aspect, kind, template), field);
    return field;
  }
}

function keyOf(aspect: Aspect, kind: DifferenceKind, template: string): string {
  return `${aspect} ${kind} ${template}`;
}

function shorten(template: string): string {
  return template.length <= templateCharsMax ? template : `${template.slice(0, templateCharsMax)}…`;
}
