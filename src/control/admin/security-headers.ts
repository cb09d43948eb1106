import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

/**
 * What a browser may do with an answer from here: show it, with the scripts, stylesheets and images
 * of this same address. Nothing inline runs, nothing is framed, no page is kept, nothing is sent
 * elsewhere.
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
    // A sidecar's address also serves plain HTTP to others on that host: not ours to forbid.
    strictTransportSecurity: false,
  });
  return async (context, next) => {
    await secure(context, next);
    if (!context.res.headers.has('cache-control')) context.header('Cache-Control', 'no-store');
  };
}
