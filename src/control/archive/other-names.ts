import { fieldNamed } from '../../vocabulary/evidence.ts';

/** A member in the objects in which another one is missing. */
export interface OtherName {
  /** The path to it, indexes left out. */
  readonly template: string;
  /** The fields under which its differences are counted. */
  readonly fields: readonly string[];
  /** Every one of these objects has it. */
  readonly isAlways: boolean;
  /** The share of them in which its shown value equals that of the missing member. */
  readonly sameShare: number;
}

/** A difference in a kept exchange: a member that only one side has. */
export interface OneSided {
  readonly exchange: number;
  readonly field: string;
  readonly path: string;
  /** Its shown value on the side that has it. */
  readonly value: string;
}

/**
 * Possible other names of a member, the likeliest first.
 *
 * @param field of the member
 * @param found one-sided members, this one included, of the exchanges in which it differs
 */
export function otherNamesIn(field: string, found: readonly OneSided[]): readonly OtherName[] {
  const kind = fieldNamed(field)?.kind;
  const here = found.filter((one) => one.field === field);
  const byObject = Map.groupBy(
    found.filter((one) => fieldNamed(one.field)?.kind !== kind),
    objectOf,
  );
  const byTemplate = new Map<string, { fields: Set<string>; objects: number; same: number }>();
  for (const one of here) {
    for (const other of byObject.get(objectOf(one)) ?? []) {
      const template = fieldNamed(other.field)?.template ?? '';
      const known = byTemplate.get(template) ?? { fields: new Set(), objects: 0, same: 0 };
      known.fields.add(other.field);
      known.objects += 1;
      if (other.value === one.value) known.same += 1;
      byTemplate.set(template, known);
    }
  }
  return [...byTemplate]
    .map(([template, { fields, objects, same }]) => ({
      template,
      fields: [...fields],
      isAlways: objects === here.length,
      sameShare: same / objects,
    }))
    .toSorted((a, b) => b.sameShare - a.sameShare);
}

/** The exchange, and the path of the object that the member is in. */
function objectOf({ exchange, path }: OneSided): string {
  return `${exchange} ${path.replace(/(?:\.[^.[\]]+|\["(?:[^"\\]|\\.)*"\])$/, '')}`;
}
