import { z } from 'zod';
import { headerEdits } from './header-edits-schema.ts';
import { pathEdits, queryEdits } from './target-edits-schema.ts';

/** Edits of the requests to a deployment: keys of `candidate` and `secondary`. */
export const requestEdits = {
  headers: headerEdits
    .optional()
    .describe('edits of the headers that the client sent, such as credentials'),
  path: pathEdits.optional().describe('edits of the path, in this order'),
  query: queryEdits.optional().describe('edits of the query parameters'),
};

const edits = z.object(requestEdits);

/** As in the config, with the url, whose path comes first. */
export interface RequestEditsConfig extends z.output<typeof edits> {
  readonly url: string;
}
