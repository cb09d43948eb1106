// Shows when parts of a page are no longer updated, and why an action was refused.

/* global htmx */

// An error must not replace what the page shows. A part may ask for an exception by hx-status.
htmx.config.noSwap = [...htmx.config.noSwap, '4xx', '5xx'];

/** One failed update is normal on a busy machine. */
const failuresMin = 2;
/** The parts that update themselves, the most important first. */
const subjects = {
  verdict: 'The verdict on this page has',
  outages: 'The notices on this page have',
};

const notice = document.getElementById('not-updated');
const asOf = document.querySelector('.as-of time');

/** For each part, when it was last updated, and how many updates have failed since. */
const states = new Map(
  Object.keys(subjects).map((id) => [id, { updatedAt: asOf.dateTime, failures: 0, why: '' }]),
);

/** `2026-01-31 12:00:00 UTC` */
function timeText(iso) {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}

function showAsOf(iso) {
  const text = timeText(iso);
  asOf.dateTime = iso;
  asOf.firstElementChild.textContent = text.slice(0, 11);
  asOf.lastChild.textContent = text.slice(11);
}

function showNotice() {
  const failed = Object.keys(subjects).find((id) => states.get(id).failures >= failuresMin);
  notice.hidden = failed === undefined;
  if (failed === undefined) return;
  const { updatedAt, why } = states.get(failed);
  const words = `${subjects[failed]} not been updated since ${timeText(updatedAt)}: ${why}.`;
  // A screen reader repeats a text that is set again.
  if (notice.textContent !== words) notice.textContent = words;
}

function noteUpdate(id, { headers }) {
  // The clock of the server, as elsewhere on the page.
  const updatedAt = new Date(headers.get('date') ?? Date.now()).toISOString();
  states.set(id, { updatedAt, failures: 0, why: '' });
  if (id === 'verdict') showAsOf(updatedAt);
  showNotice();
}

function noteFailure(id, why) {
  const { updatedAt, failures } = states.get(id);
  states.set(id, { updatedAt, failures: failures + 1, why });
  showNotice();
}

/** Shows the reason in place of the result of an action. */
function showRefusal(target, reason) {
  const words = document.createElement('p');
  words.className = 'notice';
  words.textContent = reason;
  target.replaceChildren(words);
}

function detailIn(text) {
  try {
    return JSON.parse(text).detail;
  } catch {
    return undefined;
  }
}

document.addEventListener('htmx:after:request', ({ detail: { ctx } }) => {
  const { sourceElement, response, target, text } = ctx;
  const { status } = response;
  const { id } = sourceElement;
  // 404 has the words for an epoch that is gone.
  if (status < 400 || (status === 404 && id === 'verdict')) {
    if (states.has(id)) noteUpdate(id, response);
    return;
  }
  const why = `Parallax answered with status ${status}`;
  if (states.has(id)) noteFailure(id, why);
  else showRefusal(target, detailIn(text) ?? `${why}.`);
});

document.addEventListener('htmx:error', ({ detail: { ctx } }) => {
  if (ctx === undefined) return;
  const { id } = ctx.sourceElement;
  const why = 'Parallax does not answer';
  if (states.has(id)) noteFailure(id, why);
  else showRefusal(ctx.target, `${why}.`);
});
