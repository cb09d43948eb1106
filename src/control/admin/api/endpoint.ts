import type { Context, Handler } from 'hono';
import { z } from 'zod';
import { type Result, success } from '../../../vocabulary/result.ts';
import { problem } from '../problem.ts';
import type { AnswerOf } from './answer-values.ts';
import type { ApiSources } from './api-sources.ts';
import { readInput } from './operator-input.ts';
import { readQuery } from './read-query.ts';

/** The schemas of an operation. */
interface Described<Answer, Query, Input> {
  /** The parameters of the query; none if left out. */
  readonly query?: Query;
  /** The JSON body; the operation needs the admin token if one is configured. */
  readonly input?: Input;
  /** It has no body, and needs the admin token if one is configured. */
  readonly needsToken?: true;
  readonly answer: Answer;
  /** The media type of an answer that is not JSON. */
  readonly answerType?: string;
}

/** An operation without its address: its schemas and its handler. */
export interface Endpoint extends Described<z.ZodType, z.ZodObject, z.ZodType> {
  readonly query: z.ZodObject;
  readonly handler: (sources: ApiSources) => Handler;
}

interface Asked<Query, Input> {
  readonly query: Query;
  readonly input: Input;
  readonly context: Context;
}

/** The answer, or a problem. */
type Reply<Answer extends z.ZodType> = Result<AnswerOf<Answer>, Response>;

interface EndpointOptions<
  Answer extends z.ZodType,
  Query extends z.ZodType,
  Input extends z.ZodType,
> extends Described<Answer, Query, Input> {
  readonly reply: (
    sources: ApiSources,
    asked: Asked<z.output<Query>, z.output<Input>>,
  ) => Reply<Answer> | Promise<Reply<Answer>>;
}

const noQuery = z.strictObject({});

/** Reads query and input by their schemas, and sends the answer that `reply` returns. */
export function endpoint<
  Answer extends z.ZodType,
  Query extends z.ZodObject = typeof noQuery,
  Input extends z.ZodType = z.ZodUndefined,
>({ reply, ...described }: EndpointOptions<Answer, Query, Input>): Endpoint {
  const { query: schema = noQuery, input: inputSchema, answerType } = described;
  return {
    ...described,
    query: schema,
    handler: (sources) => async (context) => {
      const query = readQuery(context.req.url, schema);
      if (query.fault !== null) return problem(400, query.fault);
      const input = await inputOf(context, inputSchema);
      if (input.fault !== null) return input.fault;
      // Each is the output of its schema: TypeScript does not know that of a default.
      const asked = { context, query: query.value, input: input.value } as Asked<
        z.output<Query>,
        z.output<Input>
      >;
      const { value, fault } = await reply(sources, asked);
      if (fault !== null) return fault;
      if (answerType === undefined || typeof value !== 'string') return context.json(value);
      return context.body(value, 200, { 'content-type': `${answerType}; charset=utf-8` });
    },
  };
}

async function inputOf(
  context: Context,
  schema: z.ZodType | undefined,
): Promise<Result<unknown, Response>> {
  return schema === undefined ? success(undefined) : readInput(context, schema);
}
