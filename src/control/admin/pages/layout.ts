import { html } from 'hono/html';
import type { ProcessTotals } from '../../../vocabulary/plane-message.ts';
import { version } from '../../version.ts';
import { timeText } from './figures.ts';
import type { Html } from './visible-text.ts';

export interface LayoutOptions {
  readonly live: ProcessTotals['live'];
  readonly instance: string;
  readonly content: Html;
}

const stateNames: Readonly<Record<ProcessTotals['live'], string>> = {
  starting: 'Starting',
  serving: 'Serving',
  draining: 'Draining',
};

/** What every page has around it. */
export function layout({ live, instance, content }: LayoutOptions): Html {
  const now = Date.now();
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Parallax</title>
        <link rel="icon" type="image/svg+xml" href="/assets/icon.svg" />
        <link rel="stylesheet" href="/assets/parallax.css" />
      </head>
      <body>
        <header class="masthead">
          <a class="brand" href="/"
            ><img src="/assets/icon.svg" alt="" width="26" height="26" />Parallax</a
          >
          <p class="state state-${live}">${stateNames[live]}</p>
          <p class="as-of">
            As of <time datetime="${new Date(now).toISOString()}">${timeText(now)}</time>
            <a class="reload" href="/">Reload</a>
          </p>
        </header>
        <main>${content}</main>
        <footer>
          <p>Parallax ${version}, instance <code>${instance}</code></p>
          <nav aria-label="For programs">
            <a href="/metrics">/metrics</a>
            <a href="/api/routes">/api/routes</a>
            <a href="/api/comparisons">/api/comparisons</a>
            <a href="/readyz">/readyz</a>
          </nav>
        </footer>
      </body>
    </html>`;
}
