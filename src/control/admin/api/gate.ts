import type { Context } from 'hono';
import { z } from 'zod';
import { failure, type Result, success } from '../../../vocabulary/result.ts';
import type { VerdictWord } from '../../../vocabulary/verdict.ts';
import type { Judgement } from '../../gate/gate.ts';
import { problem } from '../problem.ts';
import type { AnswerOf } from './answer-values.ts';
import type { ApiSources } from './api-sources.ts';
import { endpoint } from './endpoint.ts';
import { gateAnswer, gateView } from './gate-view.ts';
import { oneOf } from './query-values.ts';

const gateQuery = z.strictObject({
  format: oneOf(['json', 'webhook'])
    .default('json')
    .describe('webhook: 200 on pass, 409 on fail, 503 otherwise'),
  epoch: z.string().exactOptional().describe('a kept epoch; the running one if left out'),
});

/**
 * The statuses for rollout controllers: any 2xx means go on, so only `pass` has one. A wait and a failure have
 * different statuses, for controllers that distinguish them.
 */
const webhookStatus: Readonly<Record<VerdictWord, 200 | 409 | 503>> = {
  pass: 200,
  fail: 409,
  inconclusive: 503,
};

/** `GET /api/gate` */
export const gateEndpoint = endpoint({
  query: gateQuery,
  answer: gateAnswer,
  reply: (sources, { query, context }) => judged(sources, query, context),
});

/** `POST /api/gate?format=webhook`: Flagger sends a POST. It changes nothing, and its body is not read. */
export const gateWebhookEndpoint = endpoint({
  query: gateQuery,
  answer: gateAnswer,
  reply(sources, { query, context }) {
    if (query.format !== 'webhook') {
      return failure(problem(405, 'POST is for ?format=webhook.', { allow: 'GET, HEAD' }));
    }
    return judged(sources, query, context);
  },
});

function judged(
  { gate, document }: ApiSources,
  { format, epoch }: z.output<typeof gateQuery>,
  context: Context,
): Result<AnswerOf<typeof gateAnswer>, Response> {
  const judgement = epoch === undefined ? gate.judge() : gate.judgeEpoch(epoch);
  if (judgement === null) return failure(problem(404, 'There is no evidence of this epoch.'));
  if (format === 'webhook') context.status(webhookStatusOf(judgement));
  return success(gateView(judgement, judgement.isCurrent ? document.coverage() : null));
}

/** The verdict on a past epoch does not apply to the running candidate. */
function webhookStatusOf({ verdict, isCurrent }: Judgement): 200 | 409 | 503 {
  const status = webhookStatus[verdict.verdict];
  return isCurrent || status !== 200 ? status : 503;
}
