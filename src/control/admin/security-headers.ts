import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

/**
 * A browser may show an answer, with scripts, stylesheets and images of this address. It must not run inline
 * code, show the page in a frame, cache it, or send data elsewhere.
 */
export function securityHeaders(): MiddlewareHandler {
  const secure = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'"],
      scriptSrc: ["'self'"],
      connectSrc: ["'self'"],
      imgSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
    xFrameOptions: 'DENY',
    // Other servers on this host may use plain HTTP, so there is no HSTS header.
    strictTransportSecurity: false,
  });
  return async (context, next) => {
    await secure(context, next);
    if (!context.res.headers.has('cache-control')) context.header('Cache-Control', 'no-store');
  };
}
