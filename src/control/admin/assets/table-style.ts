/** Of tables and of the drawings in them. A table with the class `stack` has one block for each row on a phone. */
export const tableStyle = `
.sparkline { display: block; width: 8rem; height: 1.75rem; fill: var(--line); }
.sparkline rect { fill: light-dark(#b9c4dd, #46536e); }
.sparkline .bad { fill: var(--bad); }
.settings { table-layout: fixed; width: 80rem; max-width: 100%; min-width: 36rem; }
.settings th, .settings td { padding-block: .3rem; }
.settings tbody tr { border: 0; }
thead th a { color: inherit; }
thead th[aria-sort] { color: var(--text); font-weight: 600; }
thead th[aria-sort]::before { content: "↓ "; }
.scroll { width: fit-content; max-width: 100%; overflow-x: auto; border: 1px solid var(--line); border-radius: 10px; background: var(--surface); }
.scroll.wide { width: auto; }
table { border-collapse: collapse; }
th, td { padding: .6rem .9rem; text-align: left; vertical-align: top; font-weight: 400; }
thead th { color: var(--quiet); font-size: .82rem; white-space: nowrap; vertical-align: bottom; }
thead small { display: block; font-size: .74rem; }
tbody tr { border-top: 1px solid var(--line); }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.number small { display: block; }
.routes td:has(.rate-bar) small { display: inline; }
.routes tbody th { min-width: 15rem; }
.routes td { min-width: 5rem; }
.routes .recent { min-width: 0; white-space: normal; }
.routes .sparkline { width: 4.5rem; }
.statements tbody th { min-width: 15rem; max-width: 34rem; }
.statements tbody small { display: block; }
.route { font-weight: 550; }
.above-table { margin-bottom: .6rem; color: var(--quiet); }
.routes tbody th .operation-id, .routes tbody th .policy { display: block; }
.operation-id { color: var(--quiet); font-size: .82rem; overflow-wrap: anywhere; }
.bar { display: block; width: 5.5rem; height: 4px; margin: .3rem 0 0 auto; border-radius: 2px; fill: var(--bad); }
.bar-track { fill: var(--line); }
.differences { font-size: .95em; }
.trend { width: auto; height: 1rem; max-width: 6rem; margin-left: .4rem; vertical-align: -.1rem; fill: var(--bad); }
.fit { width: fit-content; max-width: 100%; }
.rate-scale { display: flex; justify-content: space-between; font-size: .74rem; }
.routes .rate-scale, .criteria .rate-scale { width: 8rem; margin: .2rem 0 0 auto; font-size: .66rem; font-weight: 400; letter-spacing: -.02em; }
.routes .rate-scale span:nth-child(2n), .criteria .rate-scale span:nth-child(2n) { display: none; }
.rate-bar { display: block; width: 100%; height: 1rem; }
.routes .rate-bar { width: 8rem; height: .6rem; margin: .35rem 0 0 auto; }
.rate-bar .tick { fill: var(--line); }
.rate-bar .estimate { fill: var(--text); }
.rate-bar .budget { fill: var(--quiet); }
.rate-bar.over .range { fill: var(--bad); }
.rate-bar.under .range { fill: var(--good); }
.rate-bar.open .range { fill: var(--undecided); }
.pairs td { padding-block: .25rem; }
.pairs .bar { display: inline-block; margin: 0 0 .15rem .5rem; }
.slower { font-weight: 650; }
.slower::before { content: "▲ "; }

@media (max-width: 40rem) {
  th, td { padding-inline: .6rem; }
  .rate-scale span:nth-child(2n) { display: none; }
  .routes tbody th { min-width: 12rem; }
  .scroll > table:not(.routes, .statuses, .totals, .statements, .stack, .sides, .fields-of-both, .areas, .criteria, .pairs, .id-types) { min-width: 34rem; }
  .statements tr { display: flex; flex-wrap: wrap; padding-right: .4rem; }
  .statements tr > th:first-child { flex: 0 0 100%; }
  .statements .number { flex: 1 1 0; min-width: 0; padding: 0 .2rem .4rem; font-size: .78rem; }
  .statements thead .number { padding-inline: .2rem; font-size: .66rem; white-space: normal; }
  .scroll:has(> .stack) { width: auto; }
  .stack, .stack tbody, .stack tr { display: block; }
  .stack thead, .stack .recent { display: none; }
  .stack .rate-bar { margin-left: 0; }
  .stack tbody td.number:not(:has(.pair)) { display: inline-block; }
  .stack tbody tr { padding-block: .5rem; }
  .stack tbody tr:first-child { border-top: 0; }
  .stack tbody th, .stack tbody td { display: block; width: auto; min-width: 0; max-width: none; padding: .1rem .9rem; text-align: left; }
  .stack td[data-label]::before { content: attr(data-label) " "; color: var(--quiet); font-size: .82rem; }
  .stack tbody td > .quiet { display: inline; }
  .stack .number small { display: inline; }
}
`;
