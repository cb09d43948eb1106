import type { Context, Handler } from 'hono';
import { html } from 'hono/html';
import { fieldKey } from '../../../../vocabulary/evidence.ts';
import type { Gate } from '../../../gate/gate.ts';
import type { GateOperations, NamedDifference } from '../../../gate/gate-operations.ts';
import type { AcceptedDifference } from '../../../gate/overrides.ts';
import { checkInput, withdrawInput } from '../../api/operator-input.ts';
import { formatTime } from '../../../../vocabulary/format.ts';
import { withdrawUrl } from '../links.ts';
import { notFound } from '../not-found.ts';
import { type Html, visibleText } from '../visible-text.ts';
import { actionPage, type Around } from './action-form.ts';
import { type Given, readForm } from './signature-inputs.ts';

export interface WithdrawPageOptions {
  readonly gate: Gate;
  readonly operations: GateOperations;
  readonly around: () => Around;
}

/** `GET /gate/withdraw`: a form that asks who withdraws the acceptance that the query names, and why. */
export function withdrawPage(options: WithdrawPageOptions): Handler {
  return (context) => {
    const accepted = acceptedIn(options, context);
    if (accepted === null) return notAccepted(options, context);
    return context.html(page(accepted, options.around(), {}, null));
  };
}

/** `POST /gate/withdraw`, as the form sends it; leads back to the verdict. */
export function withdrawForm(options: WithdrawPageOptions): Handler {
  return async (context) => {
    const accepted = acceptedIn(options, context);
    if (accepted === null) return notAccepted(options, context);
    const { who = [], reason = [], ...more } = await readForm(context);
    const given = { who: who[0] ?? '', reason: reason[0] ?? '' };
    const checked = checkInput(withdrawInput, { ...more, ...given, ...namedIn(context) });
    if (checked.fault !== null) {
      return context.html(page(accepted, options.around(), given, checked.fault), 400);
    }
    const done = options.operations.withdraw(checked.value, checked.value);
    return done.fault === null ? context.redirect('/', 303) : notAccepted(options, context);
  };
}

function namedIn(context: Context): NamedDifference {
  return { route: context.req.query('route') ?? '', field: context.req.query('field') ?? '' };
}

function acceptedIn({ gate }: WithdrawPageOptions, context: Context): AcceptedDifference | null {
  const { route, field } = namedIn(context);
  const { accepted } = gate.judge();
  return accepted.find((one) => one.route === route && fieldKey(one) === field) ?? null;
}

function notAccepted({ around }: WithdrawPageOptions, context: Context) {
  return notFound(context, 'This difference is not accepted.', around());
}

function page(
  accepted: AcceptedDifference,
  around: Around,
  given: Given,
  fault: string | null,
): Html {
  const { route, who, why, expiresAtMs } = accepted;
  const field = fieldKey(accepted);
  const form = {
    title: 'Withdraw an acceptance',
    effect: 'The difference counts again at once.',
    button: 'Withdraw',
    address: withdrawUrl({ route, field }),
    about: html`
      <p>
        <code>${visibleText(field, 120)}</code> on <code>${visibleText(route, 120)}</code>, accepted
        by ${visibleText(who, 100)} until ${formatTime(expiresAtMs)}: ${visibleText(why, 500)}
      </p>
    `,
  };
  return actionPage(form, around, given, fault);
}
