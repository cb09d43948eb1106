import type { Handler } from 'hono';
import type { DocumentReader } from '../../document-coverage.ts';

/** `GET /api/document`: the OpenAPI document against the traffic; null without one. */
export function documentEndpoint(document: DocumentReader): Handler {
  return (context) => {
    const coverage = document.coverage();
    if (coverage === null) return context.json(null);
    const { name, operations, neverAsked, undocumented } = coverage;
    return context.json({
      name,
      operations,
      neverAsked: neverAsked.map(({ routes: [route = ''], operationId, area }) => {
        return { route, operationId, area };
      }),
      undocumented: undocumented.map(({ route, area, exchanges }) => ({ route, area, exchanges })),
    });
  };
}
