import type { Context, Handler } from 'hono';
import { html } from 'hono/html';
import type { Config } from '../../../config/schema.ts';
import { type Evidence, proofKey } from '../../../vocabulary/evidence.ts';
import type { ProcessTotals } from '../../../vocabulary/plane-message.ts';
import type { KeptExchanges } from '../../archive/archive-reader.ts';
import type { DocumentReader } from '../../document-coverage.ts';
import type { EvidenceBook } from '../../evidence/evidence-book.ts';
import type { Gate, Judgement } from '../../gate/gate.ts';
import type { FindingListOptions } from './findings/finding-list.ts';
import { groupFindings } from './findings/group-findings.ts';
import { readDetails } from './findings/read-details.ts';
import { trendOf } from './findings/trend.ts';
import { firstSteps } from './first-steps.ts';
import { idTypeList } from './id-type-list.ts';
import { layout } from './layout.ts';
import { notFound } from './not-found.ts';
import { breakerNotices, deployments, traffic } from './summary.ts';
import { verdictPanel } from './verdict/verdict-panel.ts';
import { type Html, plainText } from './visible-text.ts';

export interface HomePageOptions {
  readonly config: Config;
  readonly instance: string;
  readonly archive: KeptExchanges;
  readonly evidence: Pick<EvidenceBook, 'epoch' | 'evidenceOf'>;
  readonly gate: Gate;
  readonly document: DocumentReader;
  readonly totals: () => ProcessTotals | null;
  /** Whether the reader may change something. */
  readonly canAct: (context: Context) => boolean;
}

/** The address of the live part of the first page. */
export const verdictPanelUrl = '/verdict';

const groupsShown = 8;

/**
 * The first page: the verdict, the differences behind it, what is missing, and the areas. All of it belongs to
 * one epoch: the running one, or the one that `?epoch=` names.
 */
export function homePage(options: HomePageOptions): Handler {
  const { instance, totals } = options;
  return async (context) => {
    const live = await livePart(options, context);
    if (live === null) return notFound(context, noSuchEpoch, { instance, totals: totals() });
    const { content, title } = live;
    return context.html(layout({ title, place: 'Verdict', totals: totals(), instance, content }));
  };
}

/** Only its live part, for a page that is already open. */
export function verdictFragment(options: HomePageOptions): Handler {
  return async (context) => {
    const live = await livePart(options, context);
    return live === null ? context.html(gonePart, 404) : context.html(live.content);
  };
}

const noSuchEpoch = 'There is no evidence of this epoch.';

/** In place of what an open page showed: it does not reload itself again. */
const gonePart = html`<section id="verdict" class="verdict" aria-label="Verdict">
  <p class="notice">${noSuchEpoch} <a href="/">The verdict on what runs now</a></p>
</section>`;

/** It reloads itself, so that an open page stays up to date. */
async function livePart(
  options: HomePageOptions,
  context: Context,
): Promise<{ readonly title: string; readonly content: Html } | null> {
  const { config, gate, evidence: book, document, totals } = options;
  const epoch = context.req.query('epoch');
  const judgement = epoch === undefined ? gate.judge() : gate.judgeEpoch(epoch);
  const evidence = judgement === null ? null : book.evidenceOf(judgement.epoch.key);
  if (judgement === null || evidence === null) return null;
  const { verdict, isCurrent } = judgement;
  const latest = totals();
  const canAct = isCurrent && options.canAct(context);
  const search = epoch === undefined ? '' : `?${new URLSearchParams({ epoch }).toString()}`;
  const content = html`
    <section
      id="verdict"
      class="verdict verdict-${verdict.verdict}"
      aria-label="Verdict"
      hx-get="${verdictPanelUrl}${search}"
      hx-trigger="every 5s"
      hx-config="timeout:5s"
      hx-swap="outerMorph"
      hx-status:404="swap:outerMorph"
    >
      ${verdictPanel({
        judgement,
        document: isCurrent ? document.coverage() : null,
        findings: await findingsOf(options, judgement, evidence, canAct),
        failsSinceMs: failsSince(judgement, evidence),
        canAct,
      })}
      ${isCurrent ? html`${breakerNotices(latest)} ${firstSteps(config, evidence, judgement)}` : ''}
      ${traffic(evidence)} ${deployments(config)}
      ${isCurrent ? idTypeList(latest?.idTypeChanges ?? []) : ''}
    </section>
  `;
  const title = `${verdict.verdict} ${plainText(judgement.epoch.version)}`;
  return { title, content };
}

async function findingsOf(
  { archive }: HomePageOptions,
  { verdict: { findings }, epoch }: Judgement,
  evidence: Evidence,
  canAccept: boolean,
): Promise<FindingListOptions> {
  const groups = groupFindings(findings.largest).slice(0, groupsShown);
  // Kept exchanges do not distinguish the parts of an epoch.
  const kept = epoch.partOf?.epoch ?? epoch.key;
  const details = await readDetails(archive, kept, groups);
  const shown = groups.flatMap((group, index) => {
    const its = details[index];
    return its === undefined ? [] : [{ group, trend: trendOf(evidence, group.findings), ...its }];
  });
  const count = groups.reduce((sum, group) => sum + group.findings.length, 0);
  const isPart = epoch.partOf !== undefined;
  return { shown, more: findings.count - count, epoch: kept, isPart, canAccept };
}

/** When the first of the failing criteria failed. */
function failsSince({ verdict }: Judgement, { proofs }: Evidence): number | null {
  const times = verdict.criteria.flatMap(({ criterion, area, result }) => {
    const proof = result === 'fail' ? proofs.get(proofKey(criterion, area)) : undefined;
    return proof === undefined ? [] : [proof.atMs];
  });
  return times.length === 0 ? null : Math.min(...times);
}
