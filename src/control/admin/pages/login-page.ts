import type { Context, Handler, MiddlewareHandler } from 'hono';
import { html } from 'hono/html';
import { assetUrl } from '../assets/assets.ts';
import type { TokenAccess } from '../access/token-access.ts';
import type { Html } from './visible-text.ts';

/** `GET /login`: asks for the token. */
export function loginPage(): Handler {
  return (context) => context.html(form(wantedPlace(context), ''));
}

/** `POST /login`: begins a session, and leads on to the page that was wanted. */
export function loginEndpoint(access: TokenAccess): Handler {
  return async (context) => {
    const { token } = await context.req.parseBody();
    const fault = access.logIn(context, typeof token === 'string' ? token.trim() : '');
    const place = wantedPlace(context);
    if (fault === null) return context.redirect(place, 303);
    return context.html(form(place, fault.message), fault.status);
  };
}

export function logoutEndpoint(access: TokenAccess): Handler {
  return (context) => {
    access.logOut(context);
    return context.redirect('/login', 303);
  };
}

/**
 * Redirects browsers to the login page. Programs get the refusal. An update of an open page gets the redirect for
 * the whole page: the login page must not replace a part of it.
 */
export function loginFirst(access: TokenAccess): MiddlewareHandler {
  return async (context, next) => {
    const isPage = (context.req.header('accept') ?? '').includes('text/html');
    const isProgram = context.req.header('authorization') !== undefined;
    if (!access.isConfigured || !isPage || isProgram || access.isLoggedIn(context)) {
      return access.required(context, next);
    }
    if (context.req.header('hx-request') !== undefined) {
      const page = URL.parse(context.req.header('hx-current-url') ?? '');
      return context.body(null, 401, { 'hx-redirect': page === null ? '/login' : loginUrl(page) });
    }
    return context.redirect(loginUrl(new URL(context.req.url)), 303);
  };
}

/** Of the page for the login that leads on to another page. */
function loginUrl({ pathname, search }: URL): string {
  return `/login?to=${encodeURIComponent(pathname + search)}`;
}

/** Only a path of this server, whatever the link contains. */
function wantedPlace(context: Context): string {
  const place = context.req.query('to') ?? '/';
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(place) && !place.startsWith('/login') ? place : '/';
}

function form(place: string, fault: string): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="same-origin" />
        <meta name="color-scheme" content="light dark" />
        <title>Log in · Parallax</title>
        <link rel="icon" type="image/svg+xml" href="${assetUrl('icon.svg')}" />
        <link rel="stylesheet" href="${assetUrl('parallax.css')}" />
      </head>
      <body>
        <main class="login">
          <h1>Parallax</h1>
          <form method="post" action="/login?to=${encodeURIComponent(place)}">
            <label for="token">Admin token</label>
            <input
              id="token"
              name="token"
              type="password"
              autocomplete="current-password"
              required
              autofocus
            />
            <button>Log in</button>
            ${fault === '' ? '' : html`<p class="bad" role="alert">${fault}</p>`}
          </form>
        </main>
      </body>
    </html>`;
}
