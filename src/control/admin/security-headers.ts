import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

/**
 * What a browser may do with an answer from here: show it, with the stylesheet and images of this
 * same address. Nothing runs, nothing is framed, nothing is kept, nothing is sent elsewhere.
 */
export function securityHeaders(): MiddlewareHandler {
  const secure = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
    xFrameOptions: 'DENY',
    // A sidecar's address also serves plain HTTP to others on that host: not ours to forbid.
    strictTransportSecurity: false,
  });
  return async (context, next) => {
    await secure(context, next);
    context.header('Cache-Control', 'no-store');
  };
}
