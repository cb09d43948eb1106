import { isContainer } from './own-value.ts';

/** How many members the objects of a parsed document have together. */
export function countMembers(document: unknown): number {
  let members = 0;
  const left: unknown[] = [document];
  while (left.length > 0) {
    const value = left.pop();
    if (!isContainer(value)) continue;
    if (Array.isArray(value)) {
      for (const element of value as unknown[]) if (isContainer(element)) left.push(element);
      continue;
    }
    for (const key in value) {
      members += 1;
      if (isContainer(value[key])) left.push(value[key]);
    }
  }
  return members;
}
