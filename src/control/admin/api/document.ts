import { z } from 'zod';
import { success } from '../../../vocabulary/result.ts';
import type { DocumentCoverage } from '../../document-coverage.ts';
import { type AnswerOf, count } from './answer-values.ts';
import { endpoint } from './endpoint.ts';

const neverAskedAnswer = z.strictObject({
  route: z.string(),
  operationId: z.string().nullable(),
  area: z.string().nullable(),
});

const documentAnswer = z.strictObject({
  name: z.string().describe('the file'),
  operations: count,
  neverAsked: z.array(neverAskedAnswer),
  undocumented: z.array(z.strictObject({ route: z.string(), area: z.string(), exchanges: count })),
});

/** `GET /api/document` */
export const documentEndpoint = endpoint({
  answer: documentAnswer.nullable().describe('null if the config names no OpenAPI document'),
  reply({ document }) {
    const coverage = document.coverage();
    return success(coverage && documentView(coverage));
  },
});

function documentView(coverage: DocumentCoverage): AnswerOf<typeof documentAnswer> {
  const { name, operations, neverAsked, undocumented } = coverage;
  return {
    name,
    operations,
    neverAsked: neverAsked.map(({ routes: [route = ''], operationId, area }) => {
      return { route, operationId, area };
    }),
    undocumented: undocumented.map(({ route, area, exchanges }) => ({ route, area, exchanges })),
  };
}
