interface VersionFault {
  readonly path: readonly string[];
  readonly message: string;
}

/** The fault of a document's version; null for OpenAPI 3.0 and 3.1. */
export function versionFault(root: Readonly<Record<string, unknown>>): VersionFault | null {
  const { openapi, swagger } = root;
  if (typeof openapi === 'string' && /^3\.[01](?:\.|$)/.test(openapi)) return null;
  if (openapi === undefined && swagger !== undefined) {
    const message = 'this is a Swagger document: convert it to OpenAPI 3.0 or 3.1';
    return { path: ['swagger'], message };
  }
  if (openapi === undefined) {
    return { path: [], message: 'this is not an OpenAPI document: openapi: 3.1.0 is missing' };
  }
  const message =
    typeof openapi === 'number'
      ? "write the version as a text with three numbers, such as '3.1.0'"
      : 'write a document of OpenAPI 3.0 or 3.1, such as openapi: 3.1.0';
  return { path: ['openapi'], message };
}
