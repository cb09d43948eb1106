import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { failure, type Result, success } from '../../vocabulary/result.ts';
import { fileFaultWords } from '../file-fault-words.ts';
import { withShorthand } from '../with-shorthand.ts';

/** A value that is set in the requests to a deployment. No page, log or answer shows it. */
export interface SetValue {
  readonly text: string;
  /** It came from a file or the environment, or the config calls it a secret. */
  readonly isSecret: boolean;
}

/** The longest header that common servers take. */
const charsMax = 8192;

const keys = z.strictObject({
  text: z
    .string()
    .min(1, 'write at least one character, or write the name under remove')
    .max(charsMax, `write at most ${charsMax} characters`)
    .optional()
    .describe('the value; ${VAR} stands for a variable of the environment')
    .meta({ secret: true, placeholder: 'a text in quotes' }),
  file: z
    .string()
    .min(1)
    .optional()
    .describe('a file with the value; line ends at its end are ignored')
    .meta({ placeholder: 'FILE' }),
  secret: z
    .boolean()
    .default(false)
    .describe('hides the text in answers too, as if it came from a file'),
});

/**
 * The value of a header or a parameter: a text, or a file that is read with the config.
 *
 * @param shape what the text must match
 * @param words what the text must be
 */
export function setValue(shape: RegExp, words: string) {
  return withShorthand(
    'text',
    keys.transform(({ text, file, secret }, context): SetValue => {
      const fault = (path: string[], message: string): SetValue => {
        context.addIssue({ code: 'custom', path, message });
        return z.NEVER;
      };
      if (text !== undefined && file !== undefined) {
        return fault(['file'], 'leave out either this or text: there is one value');
      }
      if (file !== undefined) {
        const read = readValue(file, shape, words);
        if (read.fault === null) return { text: read.value, isSecret: true };
        return fault(['file'], read.fault + (secret ? '' : `: ${file}`));
      }
      if (text === undefined) return fault([], 'write a text in quotes, or file: FILE');
      if (!shape.test(text)) return fault(['text'], `write ${words}`);
      return { text, isSecret: secret };
    }),
  );
}

/** The longest value in UTF-8, with line ends. */
const fileBytesMax = 4 * charsMax + 1024;
const tooLong = `the file must have at most ${charsMax} characters`;

/** The fault never repeats what is in the file. */
function readValue(file: string, shape: RegExp, words: string): Result<string> {
  let text: string;
  try {
    const stat = statSync(file);
    // Reading a pipe waits for its writer, and a device may have no end.
    if (stat.isFIFO() || stat.isCharacterDevice()) return failure('write the path of a file');
    if (stat.size > fileBytesMax) return failure(tooLong);
    text = readFileSync(file, 'utf8').replace(/[\r\n]+$/, '');
  } catch (error) {
    return failure(fileFaultWords(error));
  }
  if (text === '') return failure('the file is empty: write the value into it');
  if (text.length > charsMax) return failure(tooLong);
  return shape.test(text) ? success(text) : failure(`the file must have ${words}`);
}
