import type { Handler } from 'hono';
import { html } from 'hono/html';
import type { ProcessTotals } from '../../../../vocabulary/plane-message.ts';
import type { NamedField } from '../../../../vocabulary/difference.ts';
import { fieldKey, fieldNamed } from '../../../../vocabulary/evidence.ts';
import type { KeptExchanges, SeenTimes, ValuePair } from '../../../archive/archive-reader.ts';
import type { RouteLedger } from '../../../route-ledger.ts';
import { problem } from '../../problem.ts';
import { exchangeTable } from '../exchange-table.ts';
import { countText, shapeText, shareText, timeText } from '../figures.ts';
import { layout } from '../layout.ts';
import { exchangesOfFieldUrl, routeUrl } from '../links.ts';
import { type Html, visibleText } from '../visible-text.ts';
import { ruleSection } from './rule-section.ts';

export interface FieldPageOptions {
  readonly instance: string;
  readonly routes: RouteLedger;
  readonly archive: KeptExchanges;
  readonly totals: () => ProcessTotals | null;
}

const pairsShown = 20;
const examplesShown = 10;
const placeKeys = ['epoch', 'route', 'field'] as const;

/** One field: what changed there, in which values, with examples and drafts of rules. */
export function fieldPage({ instance, routes, archive, totals }: FieldPageOptions): Handler {
  return async (context) => {
    const [epoch = '', route = '', field = ''] = placeKeys.map((key) => context.req.query(key));
    const place = { epoch, route, field };
    const named = fieldNamed(field);
    const chosen = context.req.queries('with') ?? null;
    const [examples, pairs, seen, rules] = await archive.read(async (kept) => [
      await kept.list({ ...place, limit: examplesShown }),
      await kept.valuePairs(place, pairsShown),
      await kept.seen(place),
      await ruleSection({ kept, place, chosen }),
    ]);
    if (named === null || examples.length === 0)
      return problem(404, 'Nothing is kept of this field.');
    const counts = routes.all().find((one) => one.route === route);
    const exchanges = counts?.fields
      .top(Number.POSITIVE_INFINITY)
      .find((one) => fieldKey(one) === field)?.exchanges;
    const content = html`
      <p class="crumbs">
        <a href="/routes">Routes</a> /
        <a href="${routeUrl(route)}"><code>${visibleText(route)}</code></a> /
      </p>
      <h1><code>${visibleText(named.template)}</code></h1>
      <p class="lead">${sentence(named, pairs, exchanges ?? null, counts?.compared ?? 0)}</p>
      ${seenText(seen)} ${pairTable(pairs)}
      <section aria-labelledby="examples">
        <h2 id="examples">Examples</h2>
        ${exchangeTable(examples)}
        <p class="more"><a href="${exchangesOfFieldUrl(place)}">All that were kept</a></p>
      </section>
      ${rules}
    `;
    return context.html(
      layout({ title: named.template, place: null, totals: totals(), instance, content }),
    );
  };
}

/** `cost: 0.0012 → 0.0013 in 37 of 4,120 exchanges`, for the most frequent pair of values. */
function sentence(
  { aspect, kind, shape = null }: NamedField,
  [first]: readonly ValuePair[],
  exchanges: number | null,
  compared: number,
): Html {
  const what = `${aspect === 'header' ? 'Header ' : ''}${kind}${shapeText(shape)}`;
  const often =
    exchanges === null
      ? ''
      : ` in ${countText(exchanges)} of ${countText(compared)} exchanges (${shareText(exchanges, compared)})`;
  const values =
    first === undefined
      ? ''
      : html`, most often ${shown(first.primary)} → ${shown(first.candidate)}`;
  return html`${what}${often}${values}.`;
}

function shown(value: string | null): Html {
  return value === null
    ? html`<span class="quiet">absent</span>`
    : html`<code>${visibleText(value)}</code>`;
}

function seenText(seen: SeenTimes | null): Html | string {
  if (seen === null) return '';
  return html`
    <p class="quiet">First seen ${timeText(seen.firstMs)}, last ${timeText(seen.lastMs)}.</p>
  `;
}

function pairTable(pairs: readonly ValuePair[]): Html | string {
  if (pairs.length === 0) return '';
  const most = Math.max(...pairs.map(({ exchanges }) => exchanges));
  return html`
    <section aria-labelledby="values">
      <h2 id="values">Values, among those kept</h2>
      <div class="scroll" role="group" aria-labelledby="values" tabindex="0">
        <table>
          <thead>
            <tr>
              <th scope="col">Primary</th>
              <th scope="col">Candidate</th>
              <th scope="col" class="number">Exchanges</th>
            </tr>
          </thead>
          <tbody>
            ${pairs.map(
              ({ primary, candidate, exchanges }) => html`
                <tr>
                  <td class="primary">${shown(primary)}</td>
                  <td class="candidate">${shown(candidate)}</td>
                  <td class="number">
                    ${countText(exchanges)}
                    <svg
                      class="bar"
                      viewBox="0 0 100 4"
                      preserveAspectRatio="none"
                      aria-hidden="true"
                    >
                      <rect class="bar-track" width="100" height="4" />
                      <rect width="${(100 * exchanges) / most}" height="4" />
                    </svg>
                  </td>
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
    </section>
  `;
}
