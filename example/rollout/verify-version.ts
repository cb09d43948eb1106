import { z } from 'zod';
import { askControl } from './control/control-client.ts';
import { readVersion } from './environment/answering-version.ts';

const expectation = z.object({
  /** The version that must answer: the candidate has the flag on, primary has it off. */
  PARALLAX_EXPECT: z.enum(['candidate', 'primary']),
  /** The version that the plan promotes; empty where it names none. */
  PARALLAX_VERSION: z.string().default(''),
});

// A command of the plan: succeeds if the expected version answers.
const { PARALLAX_EXPECT: expected, PARALLAX_VERSION: wanted } = expectation.parse(process.env);
const { version, flavour } = readVersion(await (await askControl()).json());
const isCandidate = flavour === 'repository';
const isRight =
  isCandidate === (expected === 'candidate') &&
  (expected === 'primary' || wanted === '' || version === wanted);
console.log(`${version} answers`);
process.exitCode = isRight ? 0 : 1;
