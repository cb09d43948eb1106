/** Status classes of primary's answers to clients, except those on opaque connections. */
export const answerClasses = ['2xx', '3xx', '4xx', '5xx', 'other'] as const;

export type AnswerClass = (typeof answerClasses)[number];

const otherClass = answerClasses.indexOf('other');

/** The index of a final status in {@link answerClasses}. */
export function answerClassOf(status: number): number {
  const at = Math.trunc(status / 100) - 2;
  return at >= 0 && at < otherClass ? at : otherClass;
}
