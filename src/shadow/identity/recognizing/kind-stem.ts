import { withoutVerb } from '../../../vocabulary/thing-names.ts';

/** Whether two kinds are the same without their verbs. */
export function haveSameStem(a: string, b: string): boolean {
  return a === b || (a !== '' && withoutVerb(a) === withoutVerb(b));
}

const making = /^(?:create|add|insert|new)(?=[a-z]{3})/;

/** A kind without a verb that makes things: `post` for `createpost`. Any other kind stays as it is. */
export function madeKindOf(kind: string): string {
  return kind.replace(making, '');
}
