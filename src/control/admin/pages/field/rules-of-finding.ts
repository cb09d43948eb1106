import { html } from 'hono/html';
import type { ArchiveReader, FieldPlace } from '../../../archive/archive-reader.ts';
import { formatCount } from '../../../../vocabulary/format.ts';
import type { Html } from '../visible-text.ts';
import { combineDrafts, draftYamlByRoute, type RuleDraft } from './drafted-field.ts';
import { draftsFor, snippet } from './rule-section.ts';

/** One draft for all routes on which a change was found: for each field the strictest rule. */
export async function rulesOfFinding(
  kept: ArchiveReader,
  places: readonly FieldPlace[],
): Promise<Html | string> {
  const entries = [];
  const explained = { kept: 0, alone: 0 };
  for (const [route, ofRoute] of Map.groupBy(places, (place) => place.route)) {
    const drafts: RuleDraft[] = [];
    for (const place of ofRoute) {
      const [strictest] = await draftsFor(kept, place);
      if (strictest !== undefined) drafts.push(strictest);
    }
    const [first] = ofRoute;
    if (drafts.length === 0 || first === undefined) continue;
    const { rules, fields } = combineDrafts(drafts);
    const counts = await kept.explained(first, fields);
    explained.kept += counts.kept;
    explained.alone += counts.alone;
    entries.push({ route, rules });
  }
  if (entries.length === 0) return '';
  return html`
    <section aria-labelledby="rules">
      <h2 id="rules">If this is intended: add a rule</h2>
      <p class="quiet">
        Paste these rules into the config file; this page changes nothing. They are the strictest
        that explain the difference. Of ${formatCount(explained.kept)} kept exchanges that differ
        here, ${formatCount(explained.alone)} differ in nothing else and would match. The page of
        one route, in the table above, has less strict rules, too.
      </p>
      ${snippet('rules-of-finding', `For ${formatCount(entries.length)} routes`, draftYamlByRoute(entries))}
    </section>
  `;
}
