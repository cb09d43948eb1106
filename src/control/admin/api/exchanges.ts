import { z } from 'zod';
import { outcomes } from '../../../vocabulary/comparison.ts';
import { instanceOf } from '../../../vocabulary/exchange.ts';
import { failure, success } from '../../../vocabulary/result.ts';
import type { KeptExchange } from '../../archive/archive-reader.ts';
import { problem } from '../problem.ts';
import { type AnswerOf, time } from './answer-values.ts';
import { comparisonAnswer, comparisonView } from './comparison-view.ts';
import { endpoint } from './endpoint.ts';
import { epochName, fieldName, limitParameter, routeName } from './query-values.ts';
import { specimenAnswer, specimenView } from './specimen-view.ts';

const keptExchange = z.strictObject({
  id: z.string(),
  time,
  epoch: z.string(),
  area: z.string(),
  route: z.string(),
  outcome: z.enum(outcomes),
});

/** `GET /api/exchanges` */
export const exchangesEndpoint = endpoint({
  query: z.strictObject({
    epoch: epochName.exactOptional(),
    route: routeName.exactOptional(),
    field: fieldName.exactOptional(),
    words: z
      .string()
      .exactOptional()
      .describe('words that must all occur in its paths, values or target'),
    limit: limitParameter({ unlessGiven: 50, max: 500 }),
  }),
  answer: z.array(keptExchange),
  async reply({ archive }, { query }) {
    const { epoch = '', route = '', field = '', words = '', limit } = query;
    // An empty filter asks for all, as an empty field of a form does.
    const asked = {
      ...(epoch !== '' && { epoch }),
      ...(route !== '' && { route }),
      ...(field !== '' && { field }),
      ...(words !== '' && { words }),
      limit,
    };
    return success((await archive.read((kept) => kept.list(asked))).map(keptExchangeView));
  },
});

function keptExchangeView({
  name,
  atMs,
  epoch,
  area,
  route,
  outcome,
}: KeptExchange): AnswerOf<typeof keptExchange> {
  return { id: name, time: new Date(atMs).toISOString(), epoch, area, route, outcome };
}

/** `GET /api/exchanges/{name}`: all of it is redacted. */
export const exchangeEndpoint = endpoint({
  answer: comparisonAnswer.extend({ epoch: z.string(), specimen: specimenAnswer.nullable() }),
  async reply({ archive }, { context }) {
    const id = context.req.param('name') ?? '';
    const found = await archive.read((kept) => kept.find(id));
    if (found === null) return failure(problem(404, 'This exchange is not kept.'));
    const { comparison, epoch } = found;
    // Its name, and those it refers to, may be of a process before this one.
    const view = { ...comparisonView(comparison, instanceOf(id)), id };
    const specimen = comparison.specimen && specimenView(comparison.specimen);
    return success({ ...view, epoch, specimen });
  },
});
