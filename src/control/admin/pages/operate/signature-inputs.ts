import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Html } from '../visible-text.ts';

/** Texts of a form as they were sent, to show them again if the form is refused. */
export type Given = Readonly<Record<string, string>>;

/** Who does it, and why: everything that operators do is recorded with both. */
export function signatureInputs({ who = '', reason = '' }: Given): Html {
  return html`
    <label for="who">Your name</label>
    <input id="who" name="who" value="${who}" maxlength="100" autocomplete="name" required />
    <label for="reason">Reason</label>
    <input
      id="reason"
      name="reason"
      value="${reason}"
      maxlength="500"
      autocomplete="off"
      required
    />
  `;
}

/** Why a form was refused. */
export function formFault(fault: string | null): Html | string {
  return fault === null ? '' : html`<p class="notice bad" role="alert">${fault}</p>`;
}

/** All values of each name; files are dropped. */
export async function readForm(
  context: Context,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const body = await context.req.parseBody({ all: true });
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string'),
    ]),
  );
}
