// Parts of a page that update themselves: a page that is not up to date says so.

/* global htmx */

// Such an answer is about the request: it must not take the place of what the page shows.
htmx.config.noSwap = [...htmx.config.noSwap, 401, 403, 413, 421, 429, '5xx'];

/** On a busy machine a single update may fail. */
const failuresMin = 2;

const notice = document.getElementById('not-updated');
const asOf = document.querySelector('.as-of time');

/** Of the parts whose latest updates failed: how many failed in a row, by the id of the part. */
const failures = new Map();

/** The server's clock, if it sent its time. */
function timeOf(response) {
  const date = new Date(response.headers.get('date') ?? Date.now());
  return date.toISOString();
}

function showTime(iso) {
  asOf.dateTime = iso;
  asOf.firstElementChild.textContent = `${iso.slice(0, 10)} `;
  asOf.lastChild.textContent = `${iso.slice(11, 19)} UTC`;
}

function isUpdate({ sourceElement }) {
  return sourceElement.hasAttribute('hx-trigger');
}

function succeeded({ sourceElement, response }) {
  failures.delete(sourceElement.id);
  if (failures.size === 0) notice.hidden = true;
  // All of the first page is in this part.
  if (sourceElement.id === 'verdict') showTime(timeOf(response));
}

function failed({ sourceElement }, why) {
  const inRow = (failures.get(sourceElement.id) ?? 0) + 1;
  failures.set(sourceElement.id, inRow);
  if (inRow < failuresMin) return;
  notice.textContent = `This page shows the state at ${asOf.dateTime.slice(11, 19)} UTC and is not updated: ${why}.`;
  notice.hidden = false;
}

/** Shows the words of a refusal where the result of the action would be. */
function showRefusal({ target, text }, status) {
  const words = document.createElement('p');
  words.className = 'notice';
  words.textContent = detailIn(text) ?? `Parallax answered with status ${status}.`;
  target.replaceChildren(words);
}

function detailIn(text) {
  try {
    return JSON.parse(text).detail ?? null;
  } catch {
    return null;
  }
}

document.addEventListener('htmx:after:request', ({ detail: { ctx } }) => {
  const { status } = ctx.response;
  // 404 has a part for an epoch that is gone.
  const isRefused = status >= 400 && status !== 404;
  if (!isRefused) {
    if (isUpdate(ctx)) succeeded(ctx);
  } else if (isUpdate(ctx)) failed(ctx, `Parallax answered with status ${status}`);
  else showRefusal(ctx, status);
});

document.addEventListener('htmx:error', ({ detail: { ctx } }) => {
  if (ctx === undefined) return;
  if (isUpdate(ctx)) failed(ctx, 'Parallax does not answer');
  else showRefusal({ ...ctx, text: '{"detail":"Parallax does not answer."}' }, 0);
});
