import { exchangeStyle } from './exchange-style.ts';

/** Kept in modules, so that a checkout and the built package serve it alike. */
export const stylesheet = `
:root {
  color-scheme: light dark;
  /* One colour, one meaning: a deployment, good, bad, or not decided. What is slower is bold, not coloured. */
  --ground: light-dark(#f7f7f5, #121416);
  --surface: light-dark(#ffffff, #1a1d20);
  --line: light-dark(#e4e4df, #2b3035);
  --text: light-dark(#1b1d1f, #e7e9eb);
  --quiet: light-dark(#62676d, #9aa1a8);
  --link: light-dark(#2857c5, #8ab0ff);
  --primary: light-dark(#2857c5, #8ab0ff);
  --candidate: light-dark(#a94c06, #f2a065);
  --secondary: light-dark(#6b6f76, #b4bac1);
  --good: light-dark(#17713f, #5cc98b);
  --bad: light-dark(#b42318, #ff8b80);
  --undecided: light-dark(#6b3fa0, #c4a5ff);
  --primary-tint: light-dark(#e6edfc, #1b2740);
  --primary-mark: light-dark(#bcd0f9, #2f4e8c);
  --candidate-tint: light-dark(#fceadb, #3a2614);
  --candidate-mark: light-dark(#f7c799, #75451a);
  --mono: ui-monospace, "SF Mono", "Cascadia Code", "JetBrains Mono", Menlo, Consolas, monospace;
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 0 1.5rem 2rem; max-width: 86rem;
  background: var(--ground); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
code { font-family: var(--mono); font-size: .87em; overflow-wrap: anywhere; }
small { font-size: .8rem; }
a { color: var(--link); text-underline-offset: .2em; }
a:focus-visible, .scroll:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
h1 { margin: .25rem 0 .5rem; font-size: 1.4rem; font-weight: 650; letter-spacing: -.01em; }
h1 code { font-size: .9em; }
h2 { margin: 2.25rem 0 .75rem; font-size: 1.05rem; font-weight: 650; }
h3 { margin: 0; font-size: 1rem; font-weight: 600; }
p, dl, dd, ul { margin: 0; padding: 0; }
.quiet { color: var(--quiet); }
.bad { color: var(--bad); }
.warn { color: var(--undecided); }

.masthead { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1rem; padding: 1.25rem 0; }
.brand {
  display: flex; align-items: center; gap: .6rem;
  color: var(--text); font-size: 1.25rem; font-weight: 650; letter-spacing: -.01em; text-decoration: none;
}
.state {
  display: flex; align-items: center; gap: .45rem;
  padding: .1rem .7rem; border: 1px solid var(--line); border-radius: 999px;
  background: var(--surface); font-size: .85rem;
}
.state::before { content: ""; width: .55rem; height: .55rem; border-radius: 50%; background: var(--undecided); }
.state-serving::before { background: var(--good); }
.as-of { margin-left: auto; color: var(--quiet); font-size: .85rem; }
.reload { margin-left: .6rem; }

.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: .5rem; padding: .3rem .8rem; background: var(--surface); z-index: 1; }
.places { display: flex; flex-wrap: wrap; gap: .25rem; margin-left: .5rem; }
.places a { padding: .15rem .7rem; border-radius: 6px; color: var(--quiet); text-decoration: none; }
.places a:hover { background: var(--line); }
.places a[aria-current] { background: var(--surface); color: var(--text); font-weight: 600; box-shadow: 0 0 0 1px var(--line); }
.crumbs { color: var(--quiet); font-size: .85rem; }
.facts { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1.25rem; color: var(--quiet); font-size: .9rem; }
h1, .area { overflow-wrap: anywhere; }
.facts .area, .narrowed code { margin: 0; background: var(--surface); }
.primary { color: var(--primary); }
.candidate { color: var(--candidate); }
.deployments .primary, .deployments .candidate { color: inherit; }
.identity { padding: 0 .45rem; border-radius: 999px; background: var(--line); color: var(--text); font-size: .82rem; white-space: nowrap; }
.panel { padding: .75rem .9rem; border: 1px solid var(--line); border-radius: 10px; background: var(--surface); }
button, input[type=search], .replay input {
  padding: .4rem .8rem; border: 1px solid var(--line); border-radius: 8px;
  background: var(--surface); color: var(--text); font: inherit;
}
a.button { display: inline-block; padding: .3rem .8rem; border: 1px solid var(--line); border-radius: 8px; background: var(--surface); color: var(--text); text-decoration: none; }
button { cursor: pointer; }
button:hover, a.button:hover { background: var(--line); }
button:focus-visible, a.button:focus-visible, input:focus-visible, summary:focus-visible, pre:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.search { display: flex; gap: .5rem; margin: .75rem 0; }
.search input { flex: 1; min-width: 0; }
.narrowed { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin-bottom: .75rem; color: var(--quiet); font-size: .88rem; }

.lead { font-size: 1.05rem; overflow-wrap: anywhere; }
details.command summary { cursor: pointer; }
pre { margin: .25rem 0 0; padding: .75rem .9rem; overflow-x: auto; border: 1px solid var(--line); border-radius: 10px; background: var(--surface); }

.levels { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: .75rem; margin-bottom: .75rem; }
.levels > div { padding: .8rem 1rem .9rem; border: 1px solid var(--line); border-radius: 10px; background: var(--surface); }
.levels dt, .facts dt { color: var(--quiet); font-size: .85rem; }
.levels dd { font-size: 1.3rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.levels small { color: var(--quiet); font-weight: 400; }
.level { width: 100%; fill: var(--primary); }
.level.full { fill: var(--bad); }
dl.facts dd { color: var(--text); }

.untimed { margin: 0 0 .5rem 1.2rem; }
.sparkline { display: block; width: 8rem; height: 1.75rem; fill: var(--line); }
.sparkline rect { fill: light-dark(#b9c4dd, #46536e); }
.sparkline .bad { fill: var(--bad); }
select { max-width: 12rem; padding: .4rem .8rem; border: 1px solid var(--line); border-radius: 8px; background: var(--surface); color: var(--text); font: inherit; }
.settings { table-layout: fixed; width: 80rem; max-width: 100%; min-width: 36rem; }
.settings th, .settings td { padding-block: .3rem; }
.settings tbody tr { border: 0; }
.plot { margin: 0 0 .75rem; min-height: 18rem; overflow: hidden; }
.plot figcaption { font-size: .82rem; }
thead th a { color: inherit; }
thead th[aria-sort] { color: var(--text); font-weight: 600; }
thead th[aria-sort]::before { content: "↓ "; }
h1 a { color: inherit; text-decoration: none; }
h1 a:hover { text-decoration: underline; }

.login { max-width: 22rem; margin: 20vh auto 0; }
.login form { display: grid; gap: .6rem; }
.login input { padding: .5rem .8rem; border: 1px solid var(--line); border-radius: 8px; background: var(--surface); color: var(--text); font: inherit; }
.verdict { --tone: var(--undecided); }
.verdict-pass { --tone: var(--good); }
.verdict-fail { --tone: var(--bad); }
.verdict-panel { padding: 1.1rem 1.3rem 1.2rem; border-left: 6px solid var(--tone); }
.verdict-panel h1 { font-size: 1.3rem; }
.verdict-word { margin-right: .6rem; color: var(--tone); font-size: 2.1rem; letter-spacing: -.02em; text-transform: uppercase; }
.reasons { margin: .75rem 0 0 1.1rem; }
.reasons li { margin-top: .25rem; overflow-wrap: anywhere; }
.result { padding: .05rem .55rem; border: 1px solid currentColor; border-radius: 999px; color: var(--undecided); font-size: .82rem; }
.result-pass { color: var(--good); }
.result-fail { color: var(--bad); }
.result-none { color: var(--quiet); }
.criteria th, .criteria td { padding-block: .4rem; }
.criteria .rate-bar { width: 8rem; height: .6rem; }
.criteria .area-row th { padding-top: .9rem; font-weight: 600; }
.criteria tbody tr:not(.area-row) { border: 0; }
.soak { display: grid; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)); gap: .5rem 1.5rem; }
.soak dd { display: flex; flex-wrap: wrap; align-items: center; gap: 0 .6rem; white-space: nowrap; }
.soak dt { color: var(--quiet); font-size: .85rem; }
progress { width: 9rem; accent-color: var(--link); vertical-align: middle; }
.deployments { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; font-size: .9rem; color: var(--quiet); }
.deployments code { color: var(--text); }
.deployments .primary::before, .deployments .candidate::before {
  content: ""; display: inline-block; width: .6rem; height: .6rem; margin-right: .45rem; border-radius: 50%;
  background: var(--primary);
}
.deployments .candidate::before { background: var(--candidate); }
.notice {
  margin-top: 1rem; padding: .6rem .9rem; border: 1px solid var(--line);
  border-left: 4px solid var(--undecided); border-radius: 6px; background: var(--surface);
}
.notice.bad { border-left-color: var(--bad); color: var(--text); overflow-wrap: anywhere; }
#outages .notice { margin: 0 0 1rem; }
.notice ul { margin: .35rem 0 0 1.1rem; }
.notice.good { border-left-color: var(--good); }
.replay { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: center; }
.replay input { flex: 0 1 18rem; }
#replayed section { margin-top: .75rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: .75rem; margin-top: 1rem; }
.tile { padding: .8rem 1rem .9rem; border: 1px solid var(--line); border-radius: 10px; background: var(--surface); color: var(--text); }
.tile dt { color: var(--quiet); font-size: .85rem; }
.tile dd { font-size: 1.75rem; font-weight: 600; line-height: 1.25; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
.tile dd small { display: block; color: var(--quiet); font-weight: 400; letter-spacing: 0; }
.tile.bad dd { color: var(--bad); }
.tile.warn dd { color: var(--undecided); }

.scroll { width: fit-content; max-width: 100%; overflow-x: auto; border: 1px solid var(--line); border-radius: 10px; background: var(--surface); }
.scroll.wide, .mismatch .scroll { width: auto; }
table { border-collapse: collapse; }
th, td { padding: .6rem .9rem; text-align: left; vertical-align: top; font-weight: 400; }
thead th { color: var(--quiet); font-size: .82rem; white-space: nowrap; vertical-align: bottom; }
thead small { display: block; font-size: .74rem; }
tbody tr { border-top: 1px solid var(--line); }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.number small { display: block; }
.routes tbody th { min-width: 15rem; }
.routes td { min-width: 5rem; }
.statements tbody th { min-width: 15rem; max-width: 34rem; }
.statements tbody small { display: block; }
.route { font-weight: 550; }
.area {
  display: block; width: fit-content; margin-top: .2rem; padding: 0 .5rem; border-radius: 999px;
  background: var(--ground); color: var(--quiet); font-size: .78rem; max-width: 100%;
}
.above-table { margin-bottom: .6rem; color: var(--quiet); }
.routes tbody th .operation-id, .routes tbody th .policy { display: block; }
.operation-id { color: var(--quiet); font-size: .82rem; overflow-wrap: anywhere; }
.bar { display: block; width: 5.5rem; height: 4px; margin: .3rem 0 0 auto; border-radius: 2px; fill: var(--bad); }
.bar-track { fill: var(--line); }
.fields { list-style: none; min-width: 19rem; }
.fields li { display: flex; gap: .5rem; align-items: baseline; }
.fields .quiet, .fields .times { font-size: .82rem; white-space: nowrap; }
.fields .times { margin-left: auto; font-variant-numeric: tabular-nums; }
.more, .empty { margin-top: .5rem; color: var(--quiet); }
.empty { padding: 1.5rem; border: 1px dashed var(--line); border-radius: 10px; text-align: center; }

.mismatch { margin-bottom: .75rem; border: 1px solid var(--line); border-radius: 10px; background: var(--surface); }
.mismatch header {
  display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between;
  gap: .1rem 1.5rem; padding: .5rem .9rem;
}
.mismatch header p { display: flex; flex-wrap: wrap; gap: 0 1rem; font-size: .82rem; font-variant-numeric: tabular-nums; }
.mismatch .scroll { border: 0; border-radius: 0 0 10px 10px; }
.mismatch .more { margin: 0; padding: .4rem .9rem; border-top: 1px solid var(--line); font-size: .85rem; }
.differences { font-size: .95em; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.invisible { unicode-bidi: isolate; padding: 0 .15em; border-radius: 3px; background: var(--line); color: var(--text); }

.ledgers { display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: 0 2.5rem; }
.ledgers dl { display: grid; grid-template-columns: 1fr auto; gap: .2rem 1rem; }
.ledgers dd { font-variant-numeric: tabular-nums; }

.verdict-line { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .25rem 1.5rem; }
.actions { display: flex; flex-wrap: wrap; gap: .5rem; }
.actions .button, .finding-links .button { padding: .15rem .65rem; font-size: .85rem; }
.change { overflow-wrap: anywhere; color: var(--quiet); font-size: .85rem; font-weight: 400; letter-spacing: 0; }
.findings { list-style: none; border: 1px solid var(--line); border-left: 4px solid var(--bad); border-radius: 10px; background: var(--surface); }
.finding { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 4fr) 8.5rem 11.5rem; gap: 0 1.25rem; align-items: baseline; padding: .55rem .9rem; }
.finding + .finding { border-top: 1px solid var(--line); }
.finding-name a { font-weight: 600; }
.finding-name .change { margin-left: .35rem; }
.finding-count { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.finding-count small { color: var(--quiet); }
.finding-links { grid-column: 4; grid-row: 1 / span 2; align-self: center; display: flex; gap: .5rem; justify-content: flex-end; }
.finding-where { grid-column: 1 / 4; grid-row: 2; display: flex; flex-wrap: wrap; gap: 0 1.25rem; font-size: .85rem; }
.trend { width: auto; height: 1rem; max-width: 6rem; margin-left: .4rem; vertical-align: -.1rem; fill: var(--bad); }
.failures, .not-yet { display: grid; gap: .3rem; list-style: none; }
.findings + .failures, .more + .failures { margin-top: .75rem; }
.failures li, .not-yet li { display: grid; grid-template-columns: 12rem minmax(0, 1fr); gap: 0 1rem; }
.failures strong, .not-yet strong { font-weight: 550; }
.failures strong { color: var(--bad); }
.not-yet span { color: var(--quiet); overflow-wrap: anywhere; }
.fold { margin-top: 1rem; }
.fold > summary { width: fit-content; color: var(--link); cursor: pointer; }
.fold > :not(summary) { margin-top: .5rem; }
.fit { width: fit-content; max-width: 100%; }
.areas th, .areas td { padding-block: .35rem; vertical-align: middle; }
.areas .number small { display: inline; margin-left: .3rem; }
.areas .scale { width: 26rem; }
.rate-scale { display: flex; justify-content: space-between; font-size: .74rem; }
.routes .rate-scale, .criteria .rate-scale { width: 8rem; margin: .2rem 0 0 auto; font-size: .66rem; font-weight: 400; letter-spacing: -.02em; }
.criteria .rate-scale { margin-left: 0; }
.routes .rate-scale span:nth-child(2n), .criteria .rate-scale span:nth-child(2n) { display: none; }
.rate-bar { display: block; width: 100%; height: 1rem; }
.routes .rate-bar { width: 8rem; height: .6rem; margin: .35rem 0 0 auto; }
.rate-bar .tick { fill: var(--line); }
.rate-bar .estimate { fill: var(--text); }
.rate-bar .budget { fill: var(--quiet); }
.rate-bar.over .range { fill: var(--bad); }
.rate-bar.under .range { fill: var(--good); }
.rate-bar.open .range { fill: var(--undecided); }
.beside { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: 0 2rem; align-items: start; }
.halves { grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); }
.beside > section:only-child { grid-column: 1 / -1; }
.pairs td { padding-block: .25rem; }
.pairs .bar { display: inline-block; margin: 0 0 .15rem .5rem; }
.traffic { display: flex; flex-wrap: wrap; gap: .25rem 2rem; }
.traffic dt { color: var(--quiet); font-size: .85rem; }
.verdict > .deployments { margin-top: 1.5rem; }
.operator { display: grid; gap: .35rem; max-width: 34rem; margin-top: .75rem; }
.operator { grid-template-columns: minmax(0, 1fr); overflow-wrap: anywhere; }
.operator fieldset { min-width: 0; margin: 0; padding: .4rem .8rem; border: 1px solid var(--line); border-radius: 8px; }
.operator input:not([type=checkbox]) { padding: .4rem .8rem; border: 1px solid var(--line); border-radius: 8px; background: var(--surface); color: var(--text); font: inherit; }
.operator button { justify-self: start; margin-top: .5rem; }

footer { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .5rem 2rem; margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--quiet); font-size: .85rem; }
footer nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }

dialog { max-width: min(34rem, calc(100vw - 2rem)); padding: 1.1rem 1.4rem 1.3rem; border: 1px solid var(--line); border-radius: 10px; background: var(--surface); color: var(--text); }
dialog::backdrop { background: rgb(0 0 0 / .4); }
dialog h2 { margin-top: 0; }
.shortcuts { display: grid; grid-template-columns: auto 1fr; gap: .35rem 1rem; margin-bottom: 1rem; }
kbd { padding: 0 .4rem; border: 1px solid var(--line); border-bottom-width: 2px; border-radius: 5px; background: var(--ground); font-family: var(--mono); font-size: .85em; }
.slower { font-weight: 650; }
.slower::before { content: "▲ "; }
@media (scripting: none) { .needs-script { display: none; } }

@media (max-width: 40rem) {
  body { padding-inline: 1rem; }
  .masthead { gap: .35rem .75rem; padding: .75rem 0; }
  .brand { font-size: 1.1rem; }
  .state { font-size: .8rem; }
  .as-of .date { display: none; }
  .places { order: 1; flex-wrap: nowrap; gap: 0; width: 100%; margin: 0; overflow-x: auto; justify-content: space-between; font-size: .82rem; }
  .places a { padding: .2rem .25rem; }
  th, td { padding-inline: .6rem; }
  .tiles { grid-template-columns: 1fr 1fr; }
  .search { flex-wrap: wrap; }
  .beside { grid-template-columns: minmax(0, 1fr); }
  .finding { grid-template-columns: minmax(0, 1fr) auto; }
  .finding-values, .finding-where { grid-column: 1 / -1; grid-row: auto; }
  .finding-count { grid-column: 2; grid-row: 1; }
  .finding-links { grid-column: 1 / -1; grid-row: auto; justify-content: flex-start; margin-top: .3rem; }
  .failures li, .not-yet li { grid-template-columns: 1fr; }
  .areas { min-width: 0; }
  .areas .scale { width: 8rem; }
  .areas .number small { display: none; }
  .areas th, .areas td { padding-inline: .4rem; }
  .areas tbody th { overflow-wrap: anywhere; }
  .rate-scale span:nth-child(2n) { display: none; }
  .search input { flex-basis: 100%; }
  .routes tbody th { min-width: 12rem; }
  .scroll > table:not(.routes, .statuses, .totals, .statements, .stack, .sides, .fields-of-both, .areas, .pairs) { min-width: 34rem; }
  .statements tr { display: flex; flex-wrap: wrap; }
  .statements tr > th:first-child { flex: 0 0 100%; }
  .statements .number { flex: 1 1 0; min-width: 0; padding: 0 .2rem .4rem; font-size: .78rem; }
  .statements thead .number { padding-inline: .1rem; font-size: .66rem; white-space: normal; }
  .waterfall td:first-of-type { min-width: 4rem; }
  .waterfall th, .waterfall .number { width: auto; padding-inline: .3rem; }
  .scroll:has(> .stack) { width: auto; }
  .stack, .stack tbody, .stack tr { display: block; }
  .stack thead, .stack .last-hour { display: none; }
  .stack .rate-bar { margin-left: 0; }
  .stack tbody td.number:not(:has(.pair)) { display: inline-block; }
  .stack tbody tr { padding-block: .5rem; }
  .stack tbody th, .stack tbody td { display: block; width: auto; min-width: 0; max-width: none; padding: .1rem .9rem; text-align: left; }
  .stack td[data-label]::before { content: attr(data-label) " "; color: var(--quiet); font-size: .82rem; }
  .stack tbody td > .quiet { display: inline; }
  .stack .number small { display: inline; }
}
${exchangeStyle}`;
