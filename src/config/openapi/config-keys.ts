import { z } from 'zod';
import type { ApiDocument } from './api-document.ts';

/** `openapi` in the config. */
export const openapiFile = z.string().min(1).meta({ placeholder: 'FILE' });

/** A config as it is loaded: with the document that it names, whose operations are routes of it. */
export type WithDocument<Written extends { readonly routes: readonly object[] }> = Omit<
  Written,
  'routes'
> & {
  routes: (Written['routes'][number] & {
    /** Only the document has it: the gate requires nothing of it until it is seen. */
    readonly documentOnly?: true;
  })[];
  readonly document?: ApiDocument;
};
