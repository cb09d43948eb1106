import { z } from 'zod';
import { failure, success } from '../../../vocabulary/result.ts';
import { problem } from '../problem.ts';
import { type AnswerOf, count, shownText, time } from './answer-values.ts';
import { endpoint } from './endpoint.ts';
import { epochName, fieldName, routeName } from './query-values.ts';

const pairsShown = 100;

const fieldAnswer = z.strictObject({
  epoch: z.string(),
  route: z.string(),
  field: z.string(),
  firstSeen: time,
  lastSeen: time,
  kept: count,
  alone: count.describe('of these, how many differ in nothing else'),
  values: z.array(
    z.strictObject({
      primary: shownText.nullable(),
      candidate: shownText.nullable(),
      exchanges: count,
    }),
  ),
});

/** `GET /api/field`: of the kept exchanges. */
export const fieldEndpoint = endpoint({
  query: z.strictObject({ route: routeName, field: fieldName, epoch: epochName.exactOptional() }),
  answer: fieldAnswer,
  async reply({ archive, evidence }, { query }) {
    const place = { epoch: evidence.epoch.key, ...query };
    const [seen, explained, values] = await archive.read((kept) =>
      Promise.all([kept.seen(place), kept.explained(place), kept.valuePairs(place, pairsShown)]),
    );
    if (seen === null) return failure(problem(404, 'No kept exchange differs in this field.'));
    const answer: AnswerOf<typeof fieldAnswer> = {
      epoch: place.epoch,
      route: place.route,
      field: place.field,
      firstSeen: new Date(seen.firstMs).toISOString(),
      lastSeen: new Date(seen.lastMs).toISOString(),
      kept: explained.kept,
      alone: explained.alone,
      values,
    };
    return success(answer);
  },
});
