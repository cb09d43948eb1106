import { z } from 'zod';
import { ParallaxError } from '../../vocabulary/errors.ts';
import { isWithin, type QueryPolicy } from '../gate/query-policy.ts';

const value = z.tuple([z.number(), z.string()]);

const answer = z.object({
  status: z.literal('success'),
  data: z.discriminatedUnion('resultType', [
    z.object({ resultType: z.literal('scalar'), result: value }),
    z.object({ resultType: z.literal('vector'), result: z.array(z.object({ value })) }),
  ]),
});

/**
 * The worst value in an answer of Prometheus. Each series must be within the bound, so one that is not decides.
 *
 * @throws ParallaxError `query_answer` if it is not an answer to an instant query; `query_no_data` if it has no
 *   series, or one that is not finite
 */
export function worstValue(text: string, bound: QueryPolicy['bound']): number {
  const values = valuesIn(text);
  const finite = values.filter(Number.isFinite);
  const breaches = finite.filter((one) => !isWithin(one, bound));
  const decisive = breaches.length > 0 ? breaches : finite;
  if (decisive.length === 0) throw new ParallaxError('query_no_data', 'there is no data');
  if (breaches.length === 0 && finite.length < values.length) {
    throw new ParallaxError('query_no_data', 'a value is not a finite number');
  }
  return decisive.reduce((a, b) => ('atMost' in bound ? Math.max(a, b) : Math.min(a, b)));
}

function valuesIn(text: string): readonly number[] {
  const { data } = answer.safeParse(parsed(text));
  if (data === undefined) {
    throw new ParallaxError('query_answer', 'the answer is neither a scalar nor a vector');
  }
  const { data: found } = data;
  const texts =
    found.resultType === 'scalar'
      ? [found.result[1]]
      : found.result.map((series) => series.value[1]);
  // JavaScript does not read `+Inf` and `NaN` as Prometheus writes them.
  return texts.map((one) => (one.trim() === '' ? Number.NaN : Number(one)));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
