import type { Context, Handler } from 'hono';
import { html } from 'hono/html';
import type { ProcessTotals } from '../../../../vocabulary/plane-message.ts';
import { fieldNamed } from '../../../../vocabulary/evidence.ts';
import type {
  ArchiveReader,
  FieldPlace,
  KeptExchanges,
  ValuePair,
} from '../../../archive/archive-reader.ts';
import type { EvidenceBook } from '../../../evidence/evidence-book.ts';
import type { Gate } from '../../../gate/gate.ts';
import type { GateOperations } from '../../../gate/gate-operations.ts';
import { exchangeTable } from '../exchange-table.ts';
import { formatCount, formatPercent, formatTime } from '../../../../vocabulary/format.ts';
import { changeWords } from '../findings/finding-list.ts';
import { exchangesOf, lastMember } from '../findings/group-findings.ts';
import { summariseValues } from '../findings/value-summary.ts';
import { summaryText } from '../findings/value-text.ts';
import { layout } from '../layout.ts';
import { exchangesOfFieldUrl } from '../links.ts';
import { notFound } from '../not-found.ts';
import { type Given, readForm } from '../operate/signature-inputs.ts';
import { type Html, visibleText } from '../visible-text.ts';
import { acceptPlaces } from './accept-places.ts';
import { acceptSection } from './accept-section.ts';
import { examplesOf, pairsOf, placesOf, type PlacesAsked, seenOf } from './field-places.ts';
import { pairTable } from './pair-table.ts';
import { placeTable } from './place-table.ts';
import { type PlaceStanding, standingsOf } from './place-standing.ts';
import { ruleSection } from './rule-section.ts';
import { rulesOfFinding } from './rules-of-finding.ts';

export interface FieldPageOptions {
  readonly instance: string;
  readonly archive: KeptExchanges;
  readonly evidence: Pick<EvidenceBook, 'epoch' | 'evidenceOf'>;
  readonly gate: Gate;
  readonly operations: GateOperations;
  readonly totals: () => ProcessTotals | null;
  /** Whether the reader may change something. */
  readonly canAct: (context: Context) => boolean;
}

const pairsShown = 10;
const pairsRead = 1000;
const examplesShown = 10;
const fieldsMax = 20;

/**
 * One change of the candidate: its values, its routes, examples, and possible actions. The query names the epoch,
 * one field or several, and optionally one route.
 */
export function fieldPage(options: FieldPageOptions): Handler {
  return (context) => answer(options, context, null, {});
}

/** Accepts the difference, as the form on the page sends it. */
export function acceptForm(options: FieldPageOptions): Handler {
  return async (context) => {
    const { who = [], reason = [], until = [], place = [] } = await readForm(context);
    const given = { who: who[0] ?? '', reason: reason[0] ?? '', until: until[0] ?? '' };
    const fault =
      askedIn(context).epoch === options.evidence.epoch.key
        ? acceptPlaces(options.operations, { ...given, places: place }, Date.now())
        : 'This epoch is over: only differences of the running epoch can be accepted.';
    if (fault !== null) return answer(options, context, fault, given);
    const { pathname, search } = new URL(context.req.url);
    return context.redirect(`${pathname}${search}#routes`, 303);
  };
}

function askedIn(context: Context): PlacesAsked {
  return {
    epoch: context.req.query('epoch') ?? '',
    fields: (context.req.queries('field') ?? []).slice(0, fieldsMax),
    route: context.req.query('route') ?? null,
  };
}

async function answer(
  options: FieldPageOptions,
  context: Context,
  fault: string | null,
  given: Given,
): Promise<Response> {
  const { instance, archive, totals } = options;
  const asked = askedIn(context);
  const found = await archive.read(async (kept) => {
    const places = await placesOf(kept, options.evidence.evidenceOf(asked.epoch), asked);
    const examples = await examplesOf(kept, places, examplesShown);
    const chosen = context.req.queries('with') ?? null;
    return {
      places,
      examples,
      pairs: await pairsOf(kept, places, pairsRead),
      seen: await seenOf(kept, places),
      rules: examples.length === 0 ? '' : await rulesFor(kept, places, chosen),
    };
  });
  const { places, examples, pairs, seen, rules } = found;
  const named = fieldNamed(asked.fields[0] ?? '');
  if (named === null || places.length === 0) {
    return notFound(context, 'No exchange of this epoch differs in this field.', {
      instance,
      totals: totals(),
    });
  }
  const name = nameOf(asked.fields, named.template);
  const standings = standingsIn(options, asked.epoch, places);
  const { pathname, search } = new URL(context.req.url);
  const canAct = asked.epoch === options.evidence.epoch.key && options.canAct(context);
  const content = html`
    <p class="crumbs">
      <a href="/">Verdict</a> /
      ${asked.route === null ? 'Difference' : html`Difference on <code>${visibleText(asked.route)}</code>`}
    </p>
    <h1><code>${visibleText(name)}</code> <span class="change">${changeWords(named)}</span></h1>
    <p class="lead">${sentence(standings, pairs)}</p>
    ${seen === null ? '' : html`<p class="quiet">First seen ${formatTime(seen.firstMs)}, last ${formatTime(seen.lastMs)}.</p>`}
    ${placeTable(standings, asked, canAct)}
    <div class="beside">
      ${pairTable(pairs.slice(0, pairsShown), pairs.length)}
      <section aria-labelledby="examples">
        <h2 id="examples">Examples</h2>
        ${
          examples.length === 0
            ? html`<p class="empty">Parallax keeps no example of this difference.</p>`
            : html`${exchangeTable(examples)} ${allKept(places)}`
        }
      </section>
    </div>
    <div class="beside halves">
      ${rules}
      ${canAct ? acceptSection({ address: pathname + search, standings, fault, given, nowMs: Date.now() }) : ''}
    </div>
  `;
  return context.html(
    layout({ title: name, place: null, totals: totals(), instance, content }),
    fault === null ? 200 : 400,
  );
}

/** Drafts of rules, made from the kept exchanges. */
function rulesFor(
  kept: ArchiveReader,
  places: readonly FieldPlace[],
  chosen: readonly string[] | null,
): Promise<Html | string> {
  const [first] = places;
  return places.length === 1 && first !== undefined
    ? ruleSection({ kept, place: first, chosen })
    : rulesOfFinding(kept, places);
}

/** The gate's report on the epoch of the kept exchanges; the route with most exchanges comes first. */
function standingsIn(
  { evidence, gate }: FieldPageOptions,
  epoch: string,
  places: readonly FieldPlace[],
): readonly PlaceStanding[] {
  const standings = standingsOf(places, evidence.evidenceOf(epoch), gate.judgeEpoch(epoch));
  return standings.toSorted((a, b) => (b.counts?.exchanges ?? 0) - (a.counts?.exchanges ?? 0));
}

/** Fields that changed alike have one name, `$..costUsd`. */
function nameOf(fields: readonly string[], first: string): string {
  const templates = new Set(fields.map((field) => fieldNamed(field)?.template ?? field));
  return templates.size === 1 ? first : `$..${lastMember(first).replace(/^\./, '')}`;
}

/** The number of exchanges and of routes, and the values. */
function sentence(standings: readonly PlaceStanding[], pairs: readonly ValuePair[]): Html {
  const counted = standings.flatMap(({ counts, route }) =>
    counts === null ? [] : [{ ...counts, route }],
  );
  const exchanges = exchangesOf(counted);
  const byRoute = new Map(counted.map(({ route, compared }) => [route, compared]));
  const compared = [...byRoute.values()].reduce((sum, one) => sum + one, 0);
  const routes = new Set(standings.map(({ route }) => route)).size;
  const where = routes === 1 ? '' : ` on ${formatCount(routes)} routes`;
  const often =
    counted.length === 0
      ? ''
      : `${formatCount(exchanges)} of ${formatCount(compared)} exchanges (${formatPercent(exchanges, compared)})${where}`;
  const values = summariseValues(pairs);
  if (values === null) return html`${often}.`;
  const how = values.kind === 'example' ? 'most often ' : '';
  return html`${often}${often === '' ? '' : ': '}${how}${summaryText(values)}.`;
}

function allKept(places: readonly FieldPlace[]): Html | string {
  const [first] = places;
  if (first === undefined || places.length > 1) return '';
  return html`<p class="more"><a href="${exchangesOfFieldUrl(first)}">All kept examples</a></p>`;
}
