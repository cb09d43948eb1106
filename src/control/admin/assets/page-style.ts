/** Colours, elements, what is around every page, and what several pages have. */
export const pageStyle = `
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
.levels .level { width: 100%; fill: var(--primary); }
.levels .level.full { fill: var(--bad); }
dl.facts dd { color: var(--text); }
.untimed { margin: 0 0 .5rem 1.2rem; }
select { max-width: 12rem; padding: .4rem .8rem; border: 1px solid var(--line); border-radius: 8px; background: var(--surface); color: var(--text); font: inherit; }
.plot { margin: .5rem 0 .75rem; min-height: 18rem; overflow: hidden; }
.plot figcaption { font-size: .82rem; }
h1 a { color: inherit; text-decoration: none; }
h1 a:hover { text-decoration: underline; }
.login { max-width: 22rem; margin: 20vh auto 0; }
.login form { display: grid; gap: .6rem; }
.login input { padding: .5rem .8rem; border: 1px solid var(--line); border-radius: 8px; background: var(--surface); color: var(--text); font: inherit; }
.notice {
  margin-top: 1rem; padding: .6rem .9rem; border: 1px solid var(--line);
  border-left: 4px solid var(--undecided); border-radius: 6px; background: var(--surface);
}
.notice.bad { border-left-color: var(--bad); color: var(--text); overflow-wrap: anywhere; }
#not-updated, #outages .notice { margin: 0 0 1rem; }
.notice ul { margin: .35rem 0 0 1.1rem; }
.notice.good { border-left-color: var(--good); }
.replay { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: center; }
.replay input { flex: 0 1 18rem; }
#replayed section { margin-top: .75rem; }
.area {
  display: block; width: fit-content; margin-top: .2rem; padding: 0 .5rem; border-radius: 999px;
  background: var(--ground); color: var(--quiet); font-size: .78rem; max-width: 100%;
}
.more, .empty { margin-top: .5rem; color: var(--quiet); }
.empty { padding: 1.5rem; border: 1px dashed var(--line); border-radius: 10px; text-align: center; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.invisible { unicode-bidi: isolate; padding: 0 .15em; border-radius: 3px; background: var(--line); color: var(--text); }
.ledgers { display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: 0 2.5rem; }
.ledgers dl { display: grid; grid-template-columns: auto auto; justify-content: start; gap: .2rem 1.5rem; }
.ledgers dd { text-align: right; font-variant-numeric: tabular-nums; }
.fold { margin-top: 1rem; }
.fold > summary { width: fit-content; color: var(--link); cursor: pointer; }
.fold > :not(summary) { margin-top: .5rem; }
.beside { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: 0 2rem; align-items: start; }
.halves { grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); }
.beside > section:only-child { grid-column: 1 / -1; }
.operator { display: grid; gap: .35rem; max-width: 34rem; margin-top: .75rem; }
.operator { grid-template-columns: minmax(0, 1fr); overflow-wrap: anywhere; }
.operator fieldset { min-width: 0; margin: 0; padding: .4rem .8rem; border: 1px solid var(--line); border-radius: 8px; }
.operator input:not([type=checkbox]) { padding: .4rem .8rem; border: 1px solid var(--line); border-radius: 8px; background: var(--surface); color: var(--text); font: inherit; }
.operator button { justify-self: start; margin-top: .5rem; }
.operator fieldset p, .choice p { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0 .5rem; align-items: baseline; }
.choice { margin-block: .4rem .75rem; }
.choice button { margin-top: .5rem; }
section section > h3 { margin: 1.25rem 0 .35rem; }
footer { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .5rem 2rem; margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--quiet); font-size: .85rem; }
footer nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
dialog { max-width: min(34rem, calc(100vw - 2rem)); padding: 1.1rem 1.4rem 1.3rem; border: 1px solid var(--line); border-radius: 10px; background: var(--surface); color: var(--text); }
dialog::backdrop { background: rgb(0 0 0 / .4); }
dialog h2 { margin-top: 0; }
.shortcuts { display: grid; grid-template-columns: auto 1fr; gap: .35rem 1rem; margin-bottom: 1rem; }
kbd { padding: 0 .4rem; border: 1px solid var(--line); border-bottom-width: 2px; border-radius: 5px; background: var(--ground); font-family: var(--mono); font-size: .85em; }
@media (scripting: none) { .needs-script { display: none; } }

@media (max-width: 40rem) {
  body { padding-inline: 1rem; }
  h2 { margin: 1.6rem 0 .5rem; }
  .masthead { gap: .35rem .75rem; padding: .75rem 0; }
  .brand { font-size: 1.1rem; }
  .state { font-size: .8rem; }
  .as-of .date, .finding .date { display: none; }
  .places { order: 1; flex-wrap: nowrap; gap: 0; width: 100%; margin: 0; overflow-x: auto; justify-content: space-between; font-size: .82rem; }
  .places a { padding: .2rem .25rem; }
  .places a[aria-current] { font-weight: inherit; }
  .search { flex-wrap: wrap; }
  .beside { grid-template-columns: minmax(0, 1fr); }
  .search input { flex-basis: 100%; }
}
`;
