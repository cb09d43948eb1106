import { z } from 'zod';

/**
 * The parts of an OpenAPI document that are read; the rest is ignored. YAML has `null` for a key without a value.
 */
const server = z.object(
  {
    url: z.string('write the URL of a server, or a path such as /v1'),
    variables: z
      .record(
        z.string(),
        z.object(
          { default: z.string('write the default of this variable as a text') },
          'write default: VALUE below the variable',
        ),
        'write a mapping of variables',
      )
      .nullish(),
  },
  'write url: URL',
);

const servers = z.array(server, 'write a list of servers').nullish();

const operation = z
  .object(
    {
      tags: z.array(z.string('write a tag as a text, in quotes'), 'write a list of tags').nullish(),
      operationId: z.string('write an operation id as a text, in quotes').nullish(),
      servers,
    },
    'write an operation as a mapping',
  )
  .nullish();

/** The methods that a path item of OpenAPI 3.0 and 3.1 may have. */
export const methods = [
  'get',
  'put',
  'post',
  'delete',
  'options',
  'head',
  'patch',
  'trace',
] as const;

export const pathItemSchema = z.object(
  {
    servers,
    get: operation,
    put: operation,
    post: operation,
    delete: operation,
    options: operation,
    head: operation,
    patch: operation,
    trace: operation,
  },
  'write the methods of this path as a mapping',
);

export const serversSchema = servers;

export type Servers = z.output<typeof servers>;
