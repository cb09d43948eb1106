import type { Handler } from 'hono';
import { z } from 'zod';
import { version } from '../../version.ts';
import { fault } from './answer-values.ts';
import { type ApiOperation, apiOperations } from './operations.ts';

/** `GET /api/openapi.json`: the operations of this API, as OpenAPI 3.1. */
export function openApiEndpoint(): Handler {
  const document = openApiDocument();
  return (context) => context.json(document);
}

function openApiDocument() {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of apiOperations) {
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method]: operationObject(operation),
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Parallax', version },
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    paths,
  };
}

function operationObject(operation: ApiOperation) {
  const { path, summary, query, input, needsToken, answer, answerType } = operation;
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  return {
    summary,
    parameters: [...inPath, ...queryParameters(query)],
    ...(input === undefined && needsToken !== true ? {} : { security: [{ token: [] }] }),
    ...(input === undefined
      ? {}
      : {
          requestBody: { required: true, content: contentOf(input, 'input') },
        }),
    responses: {
      200: {
        description: 'the requested document',
        content: contentOf(answer, 'output', answerType),
      },
      default: {
        description: 'a problem, in words',
        content: { 'application/problem+json': { schema: schemaOf(fault, 'output') } },
      },
    },
  };
}

/** As they are read: `limit` is a number, though a query is text. A parameter with a default may be left out. */
function queryParameters(query: z.ZodObject) {
  const { properties = {} } = schemaOf(query, 'output');
  const { required = [] } = schemaOf(query, 'input');
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...schema } = property as z.core.JSONSchema.BaseSchema;
    return { name, in: 'query', required: required.includes(name), description, schema };
  });
}

function contentOf(schema: z.ZodType, io: 'input' | 'output', type = 'application/json') {
  return { [type]: { schema: schemaOf(schema, io) } };
}

/** JSON Schema 2020-12, which OpenAPI 3.1 uses. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output') {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
