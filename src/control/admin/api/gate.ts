import type { Context, Handler } from 'hono';
import { failure, type Result, success } from '../../../vocabulary/result.ts';
import type { VerdictWord } from '../../../vocabulary/verdict.ts';
import type { DocumentReader } from '../../document-coverage.ts';
import type { Gate, Judgement } from '../../gate/gate.ts';
import { problem } from '../problem.ts';
import { gateView } from './gate-view.ts';

interface GateQuery {
  readonly isWebhook: boolean;
  /** Null for the running epoch. */
  readonly epoch: string | null;
}

/**
 * The statuses for rollout controllers: any 2xx means go on, so only `pass` has one. A wait and a failure have
 * different statuses, for controllers that distinguish them.
 */
const webhookStatus: Readonly<Record<VerdictWord, 200 | 409 | 503>> = {
  pass: 200,
  fail: 409,
  inconclusive: 503,
};

/** `GET /api/gate`: the verdict as JSON, with the evidence for it. */
export function gateEndpoint(gate: Gate, document: DocumentReader): Handler {
  return (context) => {
    const { value: query, fault } = readQuery(context.req.queries());
    if (fault !== null) return problem(400, fault);
    return answer(context, gate, document, query);
  };
}

/** `POST /api/gate?format=webhook`: Flagger sends a POST. It changes nothing, and its body is not read. */
export function gateWebhookEndpoint(gate: Gate, document: DocumentReader): Handler {
  return (context) => {
    const { value: query, fault } = readQuery(context.req.queries());
    if (fault !== null) return problem(400, fault);
    if (!query.isWebhook)
      return problem(405, 'POST is for ?format=webhook.', { allow: 'GET, HEAD' });
    return answer(context, gate, document, query);
  };
}

function answer(
  context: Context,
  gate: Gate,
  document: DocumentReader,
  { isWebhook, epoch }: GateQuery,
): Response {
  const judgement = epoch === null ? gate.judge() : gate.judgeEpoch(epoch);
  if (judgement === null) return problem(404, 'There is no evidence of this epoch.');
  const view = gateView(judgement, judgement.isCurrent ? document.coverage() : null);
  return context.json(view, isWebhook ? webhookStatusOf(judgement) : 200);
}

/** The verdict on a past epoch does not apply to the running candidate. */
function webhookStatusOf({ verdict, isCurrent }: Judgement): 200 | 409 | 503 {
  const status = webhookStatus[verdict.verdict];
  return isCurrent || status !== 200 ? status : 503;
}

function readQuery(query: Readonly<Record<string, string[]>>): Result<GateQuery> {
  for (const [name, values] of Object.entries(query)) {
    if (name !== 'format' && name !== 'epoch')
      return failure('The parameters are format and epoch.');
    if (values.length > 1) return failure('Each parameter may be given once.');
  }
  const format = query.format?.[0] ?? 'json';
  if (format !== 'json' && format !== 'webhook') return failure('format is json or webhook.');
  return success({ isWebhook: format === 'webhook', epoch: query.epoch?.[0] ?? null });
}
