/** Of the page of an exchange, and of lists of exchanges. */
export const exchangeStyle = `
.crumbs-and-neighbours { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: .25rem 1rem; }
.neighbours { display: flex; flex-wrap: wrap; gap: .5rem; align-items: baseline; }
.neighbours .button { padding: .1rem .7rem; font-size: .85rem; }
table ~ .neighbours, .scroll + .neighbours { margin-top: .75rem; }
h1.target { font-size: 1.2rem; font-weight: 600; }

.differences th .kind { margin-left: .35rem; color: var(--quiet); font-size: .8rem; white-space: nowrap; }
.times { font-weight: 650; font-variant-numeric: tabular-nums; }
.differences td { max-width: 24rem; }
.differences td.primary code { color: var(--primary); }
.differences td.candidate code { color: var(--candidate); }
.differences tbody th, .differences td { padding-block: .4rem; }
.differences .quiet, .differences .secondary code { font-size: .85em; }
.field-places { margin-top: .2rem; font-size: .82rem; }
.field-places summary, .others summary { color: var(--quiet); cursor: pointer; }
.field-places ul { max-height: 16rem; overflow-y: auto; list-style: none; }
.others { margin-top: .5rem; font-size: .95em; }
.others .scroll { margin-top: .4rem; }
.noise { margin-top: .6rem; color: var(--quiet); }
.noise summary { cursor: pointer; font-size: .88rem; }

.tabs { display: flex; flex-wrap: wrap; gap: 0 .25rem; margin: 1.75rem 0 .75rem; border-bottom: 1px solid var(--line); }
.tabs a { padding: .4rem .9rem; border-bottom: 2px solid transparent; color: var(--quiet); text-decoration: none; }
.tabs a:hover { color: var(--text); }
.tabs:not(:has(~ .panes > .pane:target)) a:first-child,
.tabs:has(~ .panes > .pane:nth-child(1):target) a:nth-child(1),
.tabs:has(~ .panes > .pane:nth-child(2):target) a:nth-child(2),
.tabs:has(~ .panes > .pane:nth-child(3):target) a:nth-child(3),
.tabs:has(~ .panes > .pane:nth-child(4):target) a:nth-child(4),
.tabs:has(~ .panes > .pane:nth-child(5):target) a:nth-child(5) {
  border-color: var(--link); color: var(--text); font-weight: 600;
}
.count { padding: 0 .4rem; border-radius: 999px; background: var(--line); color: var(--text); font-size: .78rem; font-weight: 400; }
.pane { scroll-margin-top: 4rem; }
@media screen {
  .panes:not(:has(> .pane:target)) > .pane:not(:first-child), .panes:has(> .pane:target) > .pane:not(:target) { display: none; }
}
.pane h3 { margin: 1.25rem 0 .4rem; }
.pane section:first-of-type h3 { margin-top: 0; }
.steps { display: flex; flex-wrap: wrap; gap: .5rem; align-items: baseline; margin-bottom: .5rem; font-size: .85rem; }
.steps button { padding: .1rem .7rem; }
@media (scripting: none) { .steps { display: none; } }

.sides { table-layout: fixed; width: 100%; }
.sides td { padding: 0 .9rem; line-height: 1.55; }
.sides td:nth-child(1) { border-right: 1px solid var(--line); }
.sides .kind { width: 8.5rem; }
.sides td:nth-child(3) { color: var(--quiet); font-size: .78rem; text-align: right; white-space: nowrap; }
.sides td:not(:nth-child(3)) { position: relative; padding-left: 3.1rem; }
.sides td[data-line]::before {
  position: absolute; left: 0; width: 2.5rem; color: var(--quiet); font-family: var(--mono); font-size: .8em; line-height: 1.9375; text-align: right; user-select: none;
  content: attr(data-line); content: attr(data-line) / "";
}
.sides code { white-space: pre-wrap; }
.sides tbody tr, .fields-of-both tbody tr { border: 0; }
.differs td.primary { background: var(--primary-tint); color: inherit; }
.differs td.candidate { background: var(--candidate-tint); color: inherit; }
mark { border-radius: 3px; color: inherit; }
.primary mark { background: var(--primary-mark); }
.candidate mark { background: var(--candidate-mark); }
.sides tr:focus { outline: 2px solid var(--link); outline-offset: -2px; }
.sides tr { scroll-margin-block: 6rem; }
.passed code { color: var(--quiet); }
.differs td:empty:not(:nth-child(3)) { background: var(--ground); }
.sides-head { display: grid; grid-template-columns: 1fr 1fr 8.5rem; border-bottom: 1px solid var(--line); font-size: .82rem; }
.sides-head span { padding: .3rem .9rem .3rem 3.1rem; }
.sides-head .primary { border-right: 1px solid var(--line); }
.folded summary { padding: .15rem .9rem; border-block: 1px solid var(--line); background: var(--ground); color: var(--quiet); font-size: .82rem; cursor: pointer; }
.folded.rest > summary { padding-block: .5rem; border-bottom: 0; color: var(--link); font-size: .9rem; }
.fields-of-both th, .fields-of-both td { padding: .2rem .9rem; }
.fields-of-both tbody th { color: var(--quiet); }
.fields-of-both thead th { padding-top: .5rem; }
.waterfall { width: 100%; }
.waterfall td, .waterfall th { padding: .25rem .6rem; vertical-align: middle; }
.waterfall tbody th { width: 7rem; }
.waterfall .number { width: 6.5rem; }
.waterfall tbody tr { border: 0; }
.waterfall thead th { padding-block: 0 .3rem; }
.waterfall svg { display: block; width: 100%; height: .8rem; fill: currentColor; }
.waterfall .waiting { opacity: .35; }
.command { position: relative; margin-top: .75rem; }
.command h4 { margin: 0; font-size: .9rem; font-weight: 600; }
.command button { position: absolute; right: .6rem; top: 1.9rem; padding: .15rem .6rem; font-size: .82rem; }

.exchanges time { display: block; font-size: .78rem; white-space: nowrap; }
.exchanges td > .quiet { display: block; font-size: .82rem; }
.exchanges th, .exchanges td { padding-block: .4rem; }
.exchanges td { min-width: 18rem; }
.what-differs { list-style: none; font-size: .92em; }
.what-differs .values { margin-left: .5rem; }

@media (max-width: 40rem) {
  .tabs { gap: 0; }
  .tabs a { padding-inline: .4rem; font-size: .86rem; }
  .differences td.secondary:has(.quiet) { display: none; }
  .sides-of-both colgroup, .sides td:nth-child(3):empty, .sides td:empty { display: none; }
  .sides, .sides tbody, .sides tr { display: block; }
  .sides td, .sides td:not(:nth-child(3)) { display: block; padding-inline: 3.4rem .5rem; border: 0; }
  .sides td:nth-child(1), .sides-head .primary { border: 0; }
  .sides-head { display: flex; gap: 1rem; padding: .3rem .9rem; }
  .sides-head span { padding: 0; }
  .sides-head .primary::before { content: "− "; }
  .sides-head .candidate::before { content: "+ "; }
  .sides .same td:nth-child(2) { display: none; }
  .sides td[data-line]::before { width: 2.2rem; }
  .sides .differs td::after, .sides .passed td::after { position: absolute; left: 2.4rem; top: 0; font-family: var(--mono); user-select: none; }
  .sides td.primary::after, .sides .passed td:nth-child(1)::after { content: "−"; }
  .sides td.candidate::after, .sides .passed td:nth-child(2)::after { content: "+"; }
  .sides td.primary::after { color: var(--primary); }
  .sides td.candidate::after { color: var(--candidate); }
  .sides .passed td::after { color: var(--quiet); }
  .sides td:nth-child(3) { padding-block: 0; line-height: 1.2; }
  .fields-of-both, .fields-of-both tbody, .fields-of-both tr, .fields-of-both th, .fields-of-both td { display: block; }
  .fields-of-both thead, .fields-of-both .same td:nth-child(3) { display: none; }
  .fields-of-both tbody tr { padding-block: .3rem; border-top: 1px solid var(--line); }
  .waterfall td:first-of-type { min-width: 4rem; }
  .waterfall tbody th, .waterfall .number { width: auto; padding-inline: .3rem; }
  .waterfall thead th { font-size: .74rem; white-space: normal; }
}
`;
