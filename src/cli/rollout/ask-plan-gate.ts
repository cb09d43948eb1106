import { readFileSync } from 'node:fs';
import { readTokenFile } from '../../config/admin-token.ts';
import type { GateView } from '../../rollout/gate-view.ts';
import type { PlannedEnvironment } from '../../rollout/plan-schema.ts';
import { success } from '../../vocabulary/result.ts';
import { askGate, type GateReply } from '../ask-gate.ts';

/**
 * Requests the verdict of the Parallax of an environment. Never rejects: without a verdict, the gate is
 * unreachable.
 */
export async function askPlanGate({ gate }: PlannedEnvironment): Promise<GateView> {
  const { value: token, fault } =
    gate.tokenFile === undefined ? success(null) : readTokenFile(gate.tokenFile);
  if (fault !== null) return unreachable(`its token file: ${fault}`);
  try {
    const ca = gate.ca === undefined ? null : readFileSync(gate.ca);
    return viewOf(await askGate(new URL('api/gate', gate.url), { token, ca }));
  } catch (error) {
    return unreachable(error instanceof Error ? error.message : 'the request failed');
  }
}

/** The most reasons that are kept of one verdict. */
const findingsMax = 5;

function viewOf(reply: GateReply): GateView {
  if (reply.fault !== null) return unreachable(reply.fault.words);
  const { verdict, epoch, reasons, criteria } = reply.value;
  // The reasons of failing criteria come first, one for each criterion.
  const failing = criteria.filter(({ result }) => result === 'fail').length;
  const said = verdict === 'fail' ? reasons.slice(0, Math.max(1, failing)) : reasons;
  return {
    verdict,
    epoch: epoch?.key ?? null,
    version: epoch?.version ?? null,
    findings: said.slice(0, findingsMax),
  };
}

function unreachable(fault: string): GateView {
  return { verdict: 'unreachable', epoch: null, version: null, findings: [fault] };
}
