import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { fileFaultWords } from './file-fault-words.ts';
import { pinned } from './identities-schema.ts';

const seedSchema = z.array(pinned);

/** The identities of the same things in two deployments that are known beforehand. */
export type IdentitySeed = z.output<typeof seedSchema>;

type ReadSeed =
  | { readonly seed: IdentitySeed; readonly fault: null }
  /** A text without quotes: the file may contain secrets. */
  | { readonly seed: null; readonly fault: string };

/** Reads a JSON file with a list of `{"primary": …, "candidate": …, "kind": …}`. */
export function readIdentitySeed(file: string): ReadSeed {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return { seed: null, fault: fileFaultWords(error) };
  }
  const words = 'write a JSON list of {"primary": "7", "candidate": "a1b2…", "kind": "key"}';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { seed: null, fault: `it is not JSON: ${words}` };
  }
  const parsed = seedSchema.safeParse(value);
  if (parsed.success) return { seed: parsed.data, fault: null };
  const place = parsed.error.issues[0]?.path.join('.') ?? '';
  return {
    seed: null,
    fault: `${words}; the fault is ${place === '' ? 'in the whole value' : `at ${place}`}`,
  };
}
