import type { Answer, Asked } from './thing-api.ts';

/** The troubles of a candidate in one exchange. */
export const troubles = [
  'fails', // 500, without doing the work
  'refuses', // 4xx to a write, without doing the work
  'resets', // does the work and destroys the connection
  'falsifies', // a member with a value that nothing ever had
  'drops', // an element of a list less
  'adds', // an element of a list too much
  'miscounts', // a wrong count beside a list
  'hides', // 404 for a thing that is there
] as const;

export type Trouble = (typeof troubles)[number];

/** The candidate fails to execute a write, or its effect is unknown. */
export const losses: ReadonlySet<Trouble> = new Set(['fails', 'refuses', 'resets']);

export function isWrite({ method, url }: Pick<Asked, 'method' | 'url'>): boolean {
  return method !== 'GET' && url.pathname !== '/search';
}

/** The candidate's answer in place of executing the request; null if it executes it. */
export function refusal(trouble: Trouble, asked: Asked, chance: number): Answer | null {
  if (trouble === 'fails') return { status: 500, body: { error: 'oops' } };
  if (trouble !== 'refuses' || !isWrite(asked)) return null;
  const status = [400, 403, 404, 409, 422][Math.floor(chance * 5)] ?? 400;
  return { status, body: { error: 'refused' } };
}

/** An answer that the candidate got wrong; null where this trouble does not apply to it. */
export function distorted(
  trouble: Trouble,
  asked: Asked,
  answer: Answer,
  chance: number,
): Answer | null {
  const { body, status } = answer;
  if (body === undefined || status >= 300) return null;
  const [listName, list] = Object.entries(body).find(([, value]) => Array.isArray(value)) ?? [];
  const elements = (list ?? []) as readonly Readonly<Record<string, unknown>>[];
  const at = Math.floor(chance * elements.length);
  const element = elements[at];
  switch (trouble) {
    case 'falsifies':
      if (element !== undefined) {
        const wrong = { ...element, ...falsified(element, asked.step) };
        return { ...answer, body: { ...body, [String(listName)]: elements.with(at, wrong) } };
      }
      return listName === undefined
        ? { ...answer, body: { ...body, ...falsified(body, asked.step) } }
        : null;
    case 'drops':
      if (element === undefined) return null;
      return { ...answer, body: { ...body, [String(listName)]: elements.toSpliced(at, 1) } };
    case 'adds': {
      if (element === undefined) return null;
      const more = chance < 0.5 ? element : { ...element, id: crypto.randomUUID() };
      return { ...answer, body: { ...body, [String(listName)]: [...elements, more] } };
    }
    case 'miscounts': {
      const count = Object.keys(body).find((name) =>
        ['total', 'count', 'articlesCount'].includes(name),
      );
      if (count === undefined) return null;
      return { ...answer, body: { ...body, [count]: Number(body[count]) + 1000 + asked.step } };
    }
    case 'hides':
      if (asked.method !== 'GET' || listName !== undefined) return null;
      return { status: 404, body: { error: 'not found' } };
    case 'fails':
    case 'refuses':
    case 'resets':
      return null;
  }
}

function falsified(
  members: Readonly<Record<string, unknown>>,
  step: number,
): Record<string, unknown> {
  const article = members.article as Record<string, unknown> | undefined;
  if (article !== undefined) return { article: { ...article, text: `wrong ${step}` } };
  const name = ['name', 'text', 'team'].find((one) => one in members) ?? 'error';
  return { [name]: `wrong ${step}` };
}
