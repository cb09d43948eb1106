import { html } from 'hono/html';
import type { FieldPlace } from '../../../archive/archive-reader.ts';
import type { Hold } from '../../../gate/overrides.ts';
import { verdictUrl, withdrawUrl } from '../links.ts';
import { type Html, visibleText } from '../visible-text.ts';

export interface OperatorLinksOptions {
  /** The key of the epoch that the page shows. */
  readonly epoch: string;
  /** Whether the reader can act on it: the epoch is the running one. */
  readonly canAct: boolean;
  readonly hold: Hold | null;
}

/** The actions of an operator. Links, because each action asks for a name and a reason on its own page. */
export function operatorLinks({ epoch, canAct, hold }: OperatorLinksOptions): Html {
  const holding =
    hold === null
      ? html`<a class="button" href="/gate/hold">Hold</a>`
      : html`<a class="button" href="/gate/release">Release</a>`;
  return html`
    <p class="actions">
      ${canAct ? html`${holding} <a class="button" href="/gate/reset">Reset</a>` : ''}
      <a class="button" href="${verdictUrl(epoch)}" data-copy-link>Copy link</a>
    </p>
  `;
}

/** Leads to the form that withdraws an acceptance. */
export function withdrawLink(place: Pick<FieldPlace, 'route' | 'field'>): Html {
  const { route, field } = place;
  return html`<a class="button" href="${withdrawUrl(place)}"
    >Withdraw…<span class="unseen">
      the acceptance of ${visibleText(field, 120)} on ${visibleText(route, 120)}</span
    ></a
  >`;
}
