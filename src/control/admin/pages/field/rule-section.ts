import { html } from 'hono/html';
import { fieldNamed } from '../../../../vocabulary/evidence.ts';
import type { ArchiveReader, ExplainedCount, FieldPlace } from '../../../archive/archive-reader.ts';
import { formatCount } from '../../../../vocabulary/format.ts';
import { type Html, visibleText } from '../visible-text.ts';
import { draftRules } from './draft-rules.ts';
import { combineDrafts, draftYaml, type RuleDraft } from './drafted-field.ts';

/** If there are more pairs of values, a draft may not explain all kept exchanges. */
const pairsRead = 1000;
const fieldsBesideMax = 12;

export interface RuleSectionOptions {
  readonly kept: ArchiveReader;
  readonly place: FieldPlace;
  /** The fields to explain together with this one; null for all that differ in the same exchanges. */
  readonly chosen: readonly string[] | null;
}

/** Drafts of rules that explain a field's differences, alone and together with other fields. */
export async function ruleSection({
  kept: reader,
  place,
  chosen,
}: RuleSectionOptions): Promise<Html | string> {
  const drafts = await draftsFor(reader, place);
  if (drafts.length === 0) return '';
  const { kept, alone } = await reader.explained(place);
  const routes = await reader.routesWith(place);
  const details: Html[] = [];
  for (const [index, draft] of drafts.entries()) {
    const explained = await reader.explained(place, draft.fields);
    details.push(draftDetails(place, { draft, index, routes, explained }));
  }
  const together = await combinedDraft({ kept: reader, place, chosen }, drafts[0]);
  return html`
    <section aria-labelledby="rules">
      <h2 id="rules">If this is intended</h2>
      <p class="quiet">
        Paste a rule into the config file; this page changes nothing. If the file already has the
        route, add the rule to that entry. The strictest rule comes first. Of ${formatCount(kept)}
        kept exchanges that differ here, ${formatCount(alone)} differ in nothing else and would
        match.
      </p>
      ${details} ${together}
    </section>
  `;
}

/** The drafts for one field of one route. */
export async function draftsFor(
  reader: ArchiveReader,
  place: FieldPlace,
): Promise<readonly RuleDraft[]> {
  const named = fieldNamed(place.field);
  if (named === null) return [];
  const isOneSided = named.kind === 'added' || named.kind === 'removed';
  return draftRules({
    ...named,
    pairs: await reader.valuePairs(place, pairsRead),
    otherNames: isOneSided ? await reader.otherNames(place) : [],
  });
}

interface ShownDraft {
  readonly draft: RuleDraft;
  readonly index: number;
  /** The routes on which its field differs. */
  readonly routes: readonly string[];
  readonly explained: ExplainedCount;
}

function draftDetails(place: FieldPlace, { draft, index, routes, explained }: ShownDraft): Html {
  const { effect, rules, fields } = draft;
  const { kept, alone } = explained;
  const others = fields.length - 1;
  return html`
    <details class="command">
      <summary>${visibleText(effect)}</summary>
      ${
        others === 0
          ? ''
          : html`<p class="quiet">
              It explains ${formatCount(others)} more ${others === 1 ? 'field' : 'fields'}: of
              ${formatCount(kept)} kept exchanges that differ in any of them, ${formatCount(alone)}
              would match.
            </p>`
      }
      ${snippet(`rule-${index}`, 'For this route', draftYaml(rules, [place.route]))}
      ${
        routes.length < 2
          ? ''
          : snippet(
              `rule-${index}-everywhere`,
              `For the ${formatCount(routes.length)} routes on which it differs`,
              draftYaml(rules, routes),
            )
      }
    </details>
  `;
}

/** A piece of YAML with a button that copies it. */
export function snippet(id: string, title: string, yaml: string): Html {
  return html`
    <div class="command">
      <h3 id="${id}-title">${title}</h3>
      <button type="button" data-copy="${id}">Copy</button>
      <pre
        tabindex="0"
        role="group"
        aria-labelledby="${id}-title"
      ><code id="${id}">${yaml}</code></pre>
    </div>
  `;
}

/** One draft for several fields that differ in the same exchanges. */
async function combinedDraft(
  { kept: reader, place, chosen }: RuleSectionOptions,
  own: RuleDraft | undefined,
): Promise<Html | string> {
  const beside: { readonly field: string; readonly draft: RuleDraft }[] = [];
  for (const field of await reader.fieldsBeside(place, fieldsBesideMax)) {
    const [draft] = await draftsFor(reader, { ...place, field });
    if (draft !== undefined) beside.push({ field, draft });
  }
  if (own === undefined || beside.length === 0) return '';
  const isChosen = (field: string): boolean => chosen === null || chosen.includes(field);
  const drafts = [own, ...beside.filter(({ field }) => isChosen(field)).map(({ draft }) => draft)];
  const { rules, fields } = combineDrafts(drafts);
  const { kept, alone } = await reader.explained(place, fields);
  return html`
    <section aria-labelledby="together">
      <h3 id="together">Several fields at once</h3>
      <p>
        Other fields differ in the same exchanges. This draft has the strictest rule for each chosen
        field. Of ${formatCount(kept)} kept exchanges that differ in any of these
        ${formatCount(fields.length)} fields, ${formatCount(alone)} differ in nothing else and would
        match.
      </p>
      <form class="choice" method="get" action="/field" aria-labelledby="together">
        <input type="hidden" name="epoch" value="${place.epoch}" />
        <input type="hidden" name="route" value="${place.route}" />
        <input type="hidden" name="field" value="${place.field}" />
        <input type="hidden" name="with" value="" />
        ${beside.map(
          ({ field, draft }, index) => html`
            <p>
              <input
                type="checkbox"
                id="with-${index}"
                name="with"
                value="${field}"
                ${isChosen(field) ? 'checked' : ''}
              />
              <label for="with-${index}">
                <code>${visibleText(fieldText(field))}</code>
                <span class="quiet">${visibleText(draft.effect)}</span>
              </label>
            </p>
          `,
        )}
        <button type="submit">Combine</button>
      </form>
      ${snippet('rule-together', 'For this route', draftYaml(rules, [place.route]))}
    </section>
  `;
}

function fieldText(field: string): string {
  const named = fieldNamed(field);
  return named === null ? field : `${named.kind} ${named.template}`;
}
