import type { Context } from 'hono';
import { accepts } from 'hono/accepts';
import { html } from 'hono/html';
import { problem } from '../problem.ts';
import { layout, type LayoutOptions } from './layout.ts';

/**
 * Answers 404: a page for browsers, a problem for programs.
 *
 * @param detail a plain text; must not repeat content of the request
 * @param around the data of the process for the page's frame
 */
export function notFound(
  context: Context,
  detail: string,
  around: Pick<LayoutOptions, 'instance' | 'totals'>,
): Response | Promise<Response> {
  if (!wantsPage(context)) return problem(404, detail);
  const content = html`
    <h1>Not found</h1>
    <p class="lead">${detail}</p>
    <p>
      See <a href="/">the verdict</a>, <a href="/routes">all routes</a> or
      <a href="/exchanges">the kept mismatches</a>.
    </p>
  `;
  return context.html(layout({ title: 'Not found', place: null, ...around, content }), 404);
}

/** Browsers name HTML; programs accept anything, or JSON. */
function wantsPage(context: Context): boolean {
  if (context.req.path.startsWith('/api/')) return false;
  const wanted = accepts(context, {
    header: 'Accept',
    supports: ['application/json', 'text/html'],
    default: 'application/json',
  });
  return wanted === 'text/html';
}
