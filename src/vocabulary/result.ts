/**
 * The value of an operation that can be impossible, or the reason why there is none.
 *
 * - A `Result` where the caller shows the reason, or decides by it.
 * - `null` where there is simply nothing, and no reason to give.
 * - An exception (`ParallaxError`) for what ends the whole operation.
 *
 * A check without a value, such as `routeTemplateFault`, returns the fault, or null without one. A reader that
 * finds many faults at once, such as `loadConfig`, returns them all as `faults`. Code that runs for each exchange
 * or byte allocates no results: it returns null, or a named reason in place of the value.
 */
export type Result<Value, Fault = string> =
  | { readonly value: Value; readonly fault: null }
  | { readonly value: null; readonly fault: Fault };

/** A result with a value. */
export function success<Value>(value: Value): { readonly value: Value; readonly fault: null } {
  return { value, fault: null };
}

/**
 * A result without a value.
 *
 * @param fault the reason: a text for people, or the facts that the caller needs
 */
export function failure<Fault>(fault: Fault): { readonly value: null; readonly fault: Fault } {
  return { value: null, fault };
}
