/** Answers of primary that went to clients, by their status. Not those on opaque connections. */
export const answerClasses = ['2xx', '3xx', '4xx', '5xx', 'other'] as const;

export type AnswerClass = (typeof answerClasses)[number];

const otherClass = answerClasses.indexOf('other');

/** The place of a final status in {@link answerClasses}. */
export function answerClassOf(status: number): number {
  const at = Math.trunc(status / 100) - 2;
  return at >= 0 && at < otherClass ? at : otherClass;
}

/** What clients got from Parallax itself, in place of an answer of primary. */
export const refusals = [
  'bad_gateways', // 502: primary could not be reached
  'connections_refused', // connections that were turned away at limits.connections
] as const;

export type Refusal = (typeof refusals)[number];
