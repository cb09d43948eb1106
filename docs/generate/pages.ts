import { readFileSync } from 'node:fs';
import { format, type FormatConfig } from 'oxfmt';
import { commandLinePage } from './command-line-page.ts';
import { configPage } from './config-page.ts';
import { metricsPage } from './metrics-page.ts';

export interface ReferencePage {
  /** Its name in `docs/`. */
  readonly file: string;
  readonly text: string;
}

/** The pages of `docs/` that are generated from the code, formatted as `npm run format` would. */
export async function referencePages(): Promise<readonly ReferencePage[]> {
  const pages = [
    { file: 'cli.md', text: await commandLinePage() },
    { file: 'config.md', text: configPage() },
    { file: 'metrics.md', text: metricsPage() },
  ];
  return Promise.all(pages.map(async ({ file, text }) => ({ file, text: await formatted(text) })));
}

async function formatted(text: string): Promise<string> {
  const settings = readFileSync(new URL('../../.oxfmtrc.json', import.meta.url), 'utf8');
  const { code, errors } = await format('page.md', text, JSON.parse(settings) as FormatConfig);
  const [error] = errors;
  if (error !== undefined) throw new Error(error.message);
  return code;
}
