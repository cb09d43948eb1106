import { html } from 'hono/html';
import { type Html, visibleText } from '../visible-text.ts';

/** The operation id of a route in the OpenAPI document. */
export function operationIdText(operationId: string | null): Html | string {
  if (operationId === null || operationId === '') return '';
  return html`<span class="operation-id">${visibleText(operationId, 80)}</span>`;
}
