// Keyboard shortcuts of the pages, which also work without them.

/** The targets of `g` and another key. */
const places = { v: '/', r: '/routes', m: '/exchanges' };
const prefixMs = 1500;

let prefixedAt = Number.NEGATIVE_INFINITY;

const actions = {
  '?': () => document.getElementById('shortcuts')?.showModal(),
  '/': () => focusSearch(),
  j: () => rowOrLink(1, 'next'),
  k: () => rowOrLink(-1, 'prev'),
  n: () => step(1),
  p: () => step(-1),
  u: () => follow('a[data-up]'),
  g: () => {
    prefixedAt = performance.now();
  },
};

function focusSearch() {
  document.querySelector('input[type=search]')?.focus();
}

function follow(selector) {
  document.querySelector(selector)?.click();
}

/** In a list, moves from row to row; elsewhere, opens the page before or after this one. */
function rowOrLink(by, rel) {
  const rows = [...document.querySelectorAll('a[data-row]')];
  if (rows.length === 0) {
    follow(`a[rel=${rel}]`);
    return;
  }
  const at = rows.indexOf(document.activeElement);
  const row = rows[at < 0 ? 0 : at + by];
  if (row === undefined) follow(`a[rel=${rel}]`);
  else row.focus();
}

/** Moves to a difference, and unfolds it. */
function step(by) {
  const stops = [...document.querySelectorAll('[data-stop]')];
  if (stops.length === 0) return;
  const at = stops.findIndex((stop) => stop.hasAttribute('data-current'));
  const from = at < 0 ? (by > 0 ? -1 : 0) : at;
  const to = (from + by + stops.length) % stops.length;
  stops[at]?.removeAttribute('data-current');
  const stop = stops[to];
  stop.setAttribute('data-current', '');
  show(stop);
  const count = document.querySelector('[data-step-count]');
  if (count !== null) count.textContent = `${to + 1} of ${stops.length}`;
}

function show(stop) {
  const pane = stop.closest('.pane');
  if (pane !== null && pane.offsetParent === null) location.hash = pane.id;
  for (let fold = stop.closest('details'); fold !== null;) {
    fold.open = true;
    fold = fold.parentElement.closest('details');
  }
  stop.tabIndex = -1;
  stop.focus({ preventScroll: true });
  stop.scrollIntoView({ block: 'center' });
}

function isTyping() {
  const { activeElement } = document;
  return (
    /^(?:INPUT|TEXTAREA|SELECT)$/.test(activeElement?.tagName ?? '') ||
    activeElement?.isContentEditable === true
  );
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (isTyping() || document.querySelector('dialog[open]') !== null) return;
  const place = performance.now() - prefixedAt < prefixMs ? places[event.key] : undefined;
  const action = place === undefined ? actions[event.key] : () => location.assign(place);
  if (action === undefined) return;
  event.preventDefault();
  action();
});

document.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (button === null) return;
  if (button.dataset.step !== undefined) step(Number(button.dataset.step));
  if (button.dataset.dialog !== undefined)
    document.getElementById(button.dataset.dialog)?.showModal();
});
