import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { failure, type Result, success } from '../vocabulary/result.ts';
import { fileFaultWords } from './file-fault-words.ts';
import { pinned } from './identities-schema.ts';

const seedSchema = z.array(pinned);

/** The identities of the same things in two deployments that are known beforehand. */
export type IdentitySeed = z.output<typeof seedSchema>;

/**
 * Reads a JSON file with a list of `{"primary": …, "candidate": …, "kind": …}`. The fault quotes nothing: the
 * file may have secrets in it.
 */
export function readIdentitySeed(file: string): Result<IdentitySeed> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return failure(fileFaultWords(error));
  }
  const words = 'write a JSON list of {"primary": "7", "candidate": "a1b2…", "kind": "key"}';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return failure(`it is not JSON: ${words}`);
  }
  const parsed = seedSchema.safeParse(value);
  if (parsed.success) return success(parsed.data);
  const place = parsed.error.issues[0]?.path.join('.') ?? '';
  return failure(`${words}; the fault is ${place === '' ? 'in the whole value' : `at ${place}`}`);
}
