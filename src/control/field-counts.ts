import type { Difference } from '../vocabulary/difference.ts';
import { fieldKey } from '../vocabulary/evidence.ts';

type FieldName = Pick<Difference, 'aspect' | 'kind' | 'template' | 'shape'>;

/** A place where answers differ, and the number of exchanges that differ there. */
export interface DifferingField extends FieldName {
  readonly exchanges: number;
}

interface FieldCount extends FieldName {
  exchanges: number;
  lastSequence: number;
}

/** The field for all further templates once a route has {@link fieldsMax} of them. */
const otherTemplate = '(other)';
/** A body with ever new keys must not grow the process: these limits apply to each route. */
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
      .map(({ lastSequence: _lastSequence, ...field }) => field);
  }

  #fieldOf({ aspect, kind, template, shape }: Difference): FieldCount {
    const name = { aspect, kind, template: shorten(template), shape };
    const known = this.#fields.get(fieldKey(name));
    if (known !== undefined) return known;
    if (this.#fields.size < fieldsMax) return this.#start(name);
    const other = { aspect, kind, template: otherTemplate, shape: null };
    return this.#fields.get(fieldKey(other)) ?? this.#start(other);
  }

  #start(name: FieldName): FieldCount {
    const field = { ...name, exchanges: 0, lastSequence: 0 };
    this.#fields.set(fieldKey(name), field);
    return field;
  }
}

function shorten(template: string): string {
  return template.length <= templateCharsMax ? template : `${template.slice(0, templateCharsMax)}…`;
}
