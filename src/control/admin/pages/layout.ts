import { html } from 'hono/html';
import type { ProcessTotals } from '../../../vocabulary/plane-message.ts';
import { version } from '../../version.ts';
import { assetUrl } from '../assets/assets.ts';
import { formatTime } from '../../../vocabulary/format.ts';
import { outageBanner } from './outage-banner.ts';
import { shortcutsDialog } from './shortcuts.ts';
import { type Html, plainText } from './visible-text.ts';

/** The pages that the navigation leads to. */
const places = [
  { href: '/', name: 'Verdict' },
  { href: '/routes', name: 'Routes' },
  { href: '/exchanges', name: 'Mismatches' },
  { href: '/baseline', name: 'Baseline' },
  { href: '/health', name: 'Health' },
  { href: '/config', name: 'Config' },
] as const;

type Place = (typeof places)[number]['name'];

export interface LayoutOptions {
  /** The title of the page, without the name of Parallax. */
  readonly title: string;
  /** The page's place in the navigation; null if it has none. */
  readonly place: Place | null;
  /** The counters of the process; null before the first report. */
  readonly totals: ProcessTotals | null;
  readonly instance: string;
  /** The page has plots. */
  readonly plots?: boolean;
  readonly content: Html;
}

const stateNames: Readonly<Record<ProcessTotals['live'], string>> = {
  starting: 'Starting',
  serving: 'Serving',
  draining: 'Draining',
};

/** The frame of every page. */
export function layout({ title, place, totals, instance, plots, content }: LayoutOptions): Html {
  const now = Date.now();
  const live = totals?.live ?? 'starting';
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="same-origin" />
        <meta name="color-scheme" content="light dark" />
        <title>${plainText(title)} · Parallax</title>
        <link rel="icon" type="image/svg+xml" href="${assetUrl('icon.svg')}" />
        ${plots === true ? plotAssets() : ''}
        <link rel="stylesheet" href="${assetUrl('parallax.css')}" />
        <script defer src="${assetUrl('htmx.js')}"></script>
        <script defer src="${assetUrl('parallax.js')}"></script>
        <script defer src="${assetUrl('updates.js')}"></script>
        <script defer src="${assetUrl('keys.js')}"></script>
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header class="masthead">
          <a class="brand" href="/"
            ><img src="${assetUrl('icon.svg')}" alt="" width="26" height="26" />Parallax</a
          >
          <p class="state state-${live}">${stateNames[live]}</p>
          <nav class="places" aria-label="Pages">${places.map((one) => link(one, place))}</nav>
          <p class="as-of">
            <span class="date">As of</span>
            <time datetime="${new Date(now).toISOString()}"
              ><span class="date">${formatTime(now).slice(0, 10)} </span
              >${formatTime(now).slice(11)}</time
            >
          </p>
        </header>
        <p id="not-updated" class="notice bad" role="status" hidden></p>
        ${outageBanner(totals)}
        <main id="content">${content}</main>
        <footer>
          <p>Parallax ${version}, instance <code>${instance}</code></p>
          <nav aria-label="For programs">
            <a href="/metrics">/metrics</a>
            <a href="/api/routes">/api/routes</a>
            <a href="/api/comparisons">/api/comparisons</a>
            <a href="/readyz">/readyz</a>
          </nav>
          <button type="button" class="needs-script" data-dialog="shortcuts">
            Keys <kbd>?</kbd>
          </button>
        </footer>
        ${shortcutsDialog()}
      </body>
    </html>`;
}

function link({ href, name }: (typeof places)[number], place: Place | null): Html {
  return name === place
    ? html`<a href="${href}" aria-current="page">${name}</a>`
    : html`<a href="${href}">${name}</a>`;
}

function plotAssets(): Html {
  return html`
    <link rel="stylesheet" href="${assetUrl('uplot.css')}" />
    <script defer src="${assetUrl('uplot.js')}"></script>
  `;
}
