import type { Handler } from 'hono';
import type { GateOperations } from '../../../gate/gate-operations.ts';
import { checkInput, signedInput } from '../../api/operator-input.ts';
import type { Html } from '../visible-text.ts';
import { actionPage, type Around } from './action-form.ts';
import { type Given, readForm } from './signature-inputs.ts';

type OperatorAction = 'hold' | 'release' | 'reset';

interface ActionWords {
  readonly title: string;
  readonly effect: string;
  readonly button: string;
}

const words: Readonly<Record<OperatorAction, ActionWords>> = {
  hold: {
    title: 'Hold the promotion',
    effect: 'The gate does not pass, whatever the evidence says, until somebody releases the hold.',
    button: 'Hold',
  },
  release: {
    title: 'Release the hold',
    effect: 'The evidence alone decides again.',
    button: 'Release',
  },
  reset: {
    title: 'Reset the evidence',
    effect:
      'A new epoch of the same version starts without evidence: soak time and counts begin at zero. ' +
      "The evidence so far stays readable. Reset after a fault that was not the candidate's.",
    button: 'Reset',
  },
};

export interface OperatorPageOptions {
  readonly operations: GateOperations;
  /** The frame of the form. */
  readonly around: () => Around;
}

/** `GET /gate/hold` and the like: a form that asks who does it and why. */
export function operatorPage(action: OperatorAction, { around }: OperatorPageOptions): Handler {
  return (context) => context.html(page(action, around(), {}, null));
}

/** `POST /gate/hold` and the like, as the form sends it; leads back to the verdict. */
export function operatorForm(action: OperatorAction, options: OperatorPageOptions): Handler {
  return async (context) => {
    const { who = [], reason = [], ...more } = await readForm(context);
    const given = { who: who[0] ?? '', reason: reason[0] ?? '' };
    const refused = (fault: string, status: 400 | 404 | 409): Response | Promise<Response> =>
      context.html(page(action, options.around(), given, fault), status);
    const signed = checkInput(signedInput, { ...given, ...more });
    if (signed.fault !== null) return refused(signed.fault, 400);
    const { fault } = options.operations[action](signed.value);
    if (fault === null) return context.redirect('/', 303);
    return refused(fault.detail, refusalStatus(fault.kind));
  };
}

function refusalStatus(kind: 'unknown' | 'conflict'): 404 | 409 {
  return kind === 'conflict' ? 409 : 404;
}

function page(action: OperatorAction, around: Around, given: Given, fault: string | null): Html {
  return actionPage({ ...words[action], address: `/gate/${action}` }, around, given, fault);
}
