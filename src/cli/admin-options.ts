import { InvalidArgumentError, Option } from 'commander';
import { isToken, readTokenFile } from '../config/admin-token.ts';
import { failure, type Result, success } from '../vocabulary/result.ts';

export const defaultUrl = 'http://127.0.0.1:9900';

/** `--url URL`, of a running Parallax. */
export function urlOption(): Option {
  return new Option('--url <URL>', 'the admin address of a running Parallax')
    .argParser(parseUrl)
    .default(parseUrl(defaultUrl), defaultUrl);
}

/** `--token-file FILE`; its value is the token in the file. */
export function tokenFileOption(): Option {
  return new Option(
    '--token-file <FILE>',
    'a file with the admin token; by default the variable PARALLAX_ADMIN_TOKEN',
  ).argParser(readToken);
}

/** The token of a file, else that of the environment, else none. */
export function findToken(inFile: string | undefined): Result<string | null> {
  const inEnvironment = process.env.PARALLAX_ADMIN_TOKEN ?? '';
  if (inFile !== undefined) return success(inFile);
  if (inEnvironment === '') return success(null);
  return isToken(inEnvironment)
    ? success(inEnvironment)
    : failure('PARALLAX_ADMIN_TOKEN is not a valid token');
}

/** With a slash at the end, so that a path in it is kept when the API's is added. */
export function parseUrl(text: string): URL {
  const url = URL.parse(text.endsWith('/') ? text : `${text}/`);
  const isPlain = url?.username === '' && url.password === '' && url.search === '';
  if (url === null || !isPlain || !/^https?:$/.test(url.protocol)) {
    throw new InvalidArgumentError('write an address as http://HOST:PORT');
  }
  return url;
}

function readToken(file: string): string {
  const { value: token, fault } = readTokenFile(file);
  if (fault !== null) throw new InvalidArgumentError(fault);
  return token;
}
