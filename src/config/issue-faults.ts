import type { z } from 'zod';
import type { ConfigFile } from './config-file.ts';
import { type ConfigFault, pathText } from './fault.ts';
import { type ConfigFlag, configFlags, type FlagValues } from './flags.ts';
import { explainIssue } from './issue-words.ts';
import { placeholderOf, type SchemaNode } from './schema-tree.ts';
import { suggestKey } from './suggest.ts';

/** The sources of a config. */
export interface Sources {
  readonly file: ConfigFile | null;
  readonly flags: FlagValues;
  /** The position in the OpenAPI document of values that the file lacks, by their path. */
  readonly documentLines?: ReadonlyMap<string, string>;
  /** The schema of the file; that of a config by default. */
  readonly tree?: SchemaNode;
}

/** The issues of the schema, as faults at the position or the flag that must be corrected. */
export function issueFaults(issue: z.core.$ZodIssue, sources: Sources): readonly ConfigFault[] {
  const { file, tree } = sources;
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      place: file?.placeOfKey([...path, key]) ?? null,
      subject: pathText([...path, key]),
      message: suggestKey(path, key, tree),
    }));
  }
  const flag = givenFlag(path, sources.flags);
  if (flag !== undefined) return [flagFault(flag, explainIssue(issue, []))];
  if (file === null) return [missingFlag(path)];
  if (file.isBroken(path)) return [];
  const message = explainIssue(issue, variablesAt(path, sources), tree);
  return [{ place: file.placeOf(path), subject: pathText(path), message }];
}

/** The variables of the environment in the value at a path. */
export function variablesAt(
  path: readonly PropertyKey[],
  { file, flags }: Sources,
): readonly string[] {
  return givenFlag(path, flags) === undefined ? (file?.variablesAt(path) ?? []) : [];
}

/** The flag that set the value at a path, or the list that it is an item of. */
export function givenFlag(path: readonly PropertyKey[], flags: FlagValues): ConfigFlag | undefined {
  return configFlags.find(
    (flag) =>
      flags[flag.name] !== undefined && flag.path.every((key, index) => path[index] === key),
  );
}

/** With flags alone, a value that was not given is missing. */
function missingFlag(path: readonly PropertyKey[]): ConfigFault {
  const flag = configFlags.find((flag) => path.every((key, index) => flag.path[index] === key));
  if (flag === undefined) return { place: null, subject: pathText(path), message: 'is missing' };
  return flagFault(flag, `is missing: write --${flag.name} ${placeholderOf(flag.node)}`);
}

function flagFault(flag: ConfigFlag, message: string): ConfigFault {
  return { place: null, subject: `--${flag.name}`, message };
}
