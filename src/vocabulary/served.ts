/** Answers of primary that went to clients, by their status. Not those on opaque connections. */
export const answerClasses = ['2xx', '3xx', '4xx', '5xx', 'other'] as const;

export type AnswerClass = (typeof answerClasses)[number];

const otherClass = answerClasses.indexOf('other');

/** The place of a final status in {@link answerClasses}. */
export function answerClassOf(status: number): number {
  const at = Math.trunc(status / 100) - 2;
  return at >= 0 && at < otherClass ? at : otherClass;
}
