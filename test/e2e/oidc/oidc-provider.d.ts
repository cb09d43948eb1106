/** As much as the tests use of it: the package has no types of its own. */
declare module 'oidc-provider' {
  import type { RequestListener } from 'node:http';

  class Provider {
    constructor(issuer: string, configuration: object);
    callback(): RequestListener;
  }

  // eslint-disable-next-line import/no-default-export
  export default Provider;
}
