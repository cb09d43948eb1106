import { html } from 'hono/html';
import { layout, type LayoutOptions } from '../layout.ts';
import type { Html } from '../visible-text.ts';
import { formFault, type Given, signatureInputs } from './signature-inputs.ts';

export interface ActionForm {
  readonly title: string;
  /** What the action does, in a sentence or two. */
  readonly effect: string;
  readonly button: string;
  /** Where the form is sent to. */
  readonly address: string;
  /** What the action is about, beyond its effect. */
  readonly about?: Html;
}

/** What is around a page. */
export type Around = Pick<LayoutOptions, 'instance' | 'totals'>;

/**
 * A page with a form that asks who does something to the gate, and why.
 *
 * @param given what was sent; empty before
 * @param fault why the form was refused
 */
export function actionPage(
  { title, effect, button, address, about }: ActionForm,
  around: Around,
  given: Given,
  fault: string | null,
): Html {
  const content = html`
    <p class="crumbs"><a href="/">Verdict</a> /</p>
    <h1>${title}</h1>
    <p class="lead">${effect}</p>
    ${about ?? ''} ${formFault(fault)}
    <form class="operator" method="post" action="${address}">
      ${signatureInputs(given)}
      <button type="submit">${button}</button>
    </form>
  `;
  return layout({ title, place: null, ...around, content });
}
