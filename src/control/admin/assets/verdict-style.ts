/** Of the verdict: the first page, and the findings, criteria and areas on it. */
export const verdictStyle = `
.deployments .primary, .deployments .candidate { color: inherit; }
.verdict { --tone: var(--undecided); }
.verdict-pass { --tone: var(--good); }
.verdict-fail { --tone: var(--bad); }
.verdict-panel { padding: 1.1rem 1.3rem 1.2rem; border-left: 6px solid var(--tone); }
.verdict-panel h1 { font-size: 1.3rem; }
.verdict-word { margin-right: .6rem; color: var(--tone); font-size: 2.1rem; letter-spacing: -.02em; text-transform: uppercase; }
.accepted { display: grid; gap: .4rem; list-style: none; }
.accepted li { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: .25rem 1rem; overflow-wrap: anywhere; }
.accepted span { flex: 1 1 16rem; }
.accepted .button { padding: .15rem .65rem; font-size: .85rem; }
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
progress { width: 9rem; accent-color: var(--link); vertical-align: middle; }
.deployments { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; font-size: .9rem; color: var(--quiet); }
.deployments code { color: var(--text); }
.deployments .primary::before, .deployments .candidate::before {
  content: ""; display: inline-block; width: .6rem; height: .6rem; margin-right: .45rem; border-radius: 50%;
  background: var(--primary);
}
.deployments .candidate::before { background: var(--candidate); }
.verdict-line + .facts { margin-top: .35rem; }
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
.failures, .not-yet { display: grid; gap: .3rem; list-style: none; }
.findings + .failures, .more + .failures { margin-top: .75rem; }
.failures li, .not-yet li { display: grid; grid-template-columns: 15rem minmax(0, 1fr); gap: 0 1rem; }
.failures strong, .not-yet strong { font-weight: 550; }
.failures strong { color: var(--bad); }
.not-yet span, .not-yet details { color: var(--quiet); overflow-wrap: anywhere; }
.not-yet summary { list-style: none; cursor: pointer; }
.not-yet summary::after { content: "…"; padding: 0 .4rem; margin-left: .3rem; border-radius: 5px; background: var(--line); color: var(--text); }
.not-yet [open] summary::after { content: "×"; }
.areas th, .areas td { padding-block: .35rem; vertical-align: middle; }
.areas .number small { display: inline; margin-left: .3rem; }
.areas .scale { width: 26rem; }
.criteria .rate-scale { margin-left: 0; }
.traffic { display: flex; flex-wrap: wrap; gap: .25rem 2rem; }
.traffic dt { color: var(--quiet); font-size: .85rem; }
.verdict > .deployments { margin-top: 1.5rem; }

@media (max-width: 40rem) {
  .finding { display: flex; flex-wrap: wrap; gap: 0 .6rem; padding-block: .45rem; }
  .finding-name, .finding-values, .finding-where { flex: 1 0 100%; overflow-wrap: anywhere; }
  .finding-where { gap: 0 .6rem; }
  .finding-count { flex: 1 0 auto; order: 1; text-align: left; }
  .finding-links { order: 2; gap: .35rem; }
  .finding-links .button { padding: .1rem .5rem; font-size: .8rem; }
  .scroll:has(> .areas) { width: auto; }
  .failures li, .not-yet li { grid-template-columns: 1fr; }
  .criteria, .criteria tbody, .criteria .area-row { display: block; }
  .criteria thead, .criteria td:empty { display: none; }
  .criteria tr:not(.area-row) { display: grid; grid-template-columns: minmax(0, 1fr) auto; padding-block: .2rem; }
  .criteria th, .criteria td { display: block; padding-block: .1rem; }
  .criteria .number { text-align: left; }
  .criteria .number small { display: inline; }
  .areas, .areas thead, .areas tbody { display: block; }
  .areas tr { display: grid; grid-template-columns: minmax(0, 1fr) auto 9.5rem; gap: .1rem .75rem; align-items: baseline; padding: .4rem .6rem; }
  .areas th, .areas td { display: block; padding: 0; overflow-wrap: anywhere; }
  .areas .scale { grid-column: 1 / 3; width: auto; }
  .areas thead th:not(.scale), .areas td:empty { display: none; }
  .areas td[data-label]::before { content: attr(data-label) " "; color: var(--quiet); font-size: .82rem; }
  .traffic dt, .traffic dd { display: inline; }
}
`;
