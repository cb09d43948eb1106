import { html } from 'hono/html';
import type { Hold } from '../../../gate/overrides.ts';
import { verdictUrl } from '../links.ts';
import type { Html } from '../visible-text.ts';

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
