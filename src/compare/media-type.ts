/** How a body is compared: by its structure, as text, or as bytes. */
type BodyFamily = 'json' | 'text' | 'binary';

export interface MediaType {
  /** Type and subtype in lower case, `application/json`; empty where there is none. */
  readonly essence: string;
  readonly family: BodyFamily;
}

/** @param contentType a Content-Type field's value, null where the field is absent */
export function mediaTypeOf(contentType: string | null): MediaType {
  const [type = ''] = (contentType ?? '').split(';', 1);
  const essence = type.trim().toLowerCase();
  return { essence, family: familyOf(essence) };
}

/**
 * One spelling for Content-Types that mean the same: letter case, white space and quotes around
 * parameters make no difference, nor does the case of a charset.
 */
export function canonicalContentType(contentType: string): string {
  const [type = '', ...parameters] = contentType.split(';');
  return [type.trim().toLowerCase(), ...parameters.map(canonicalParameter).sort()].join(';');
}

const textual =
  /^(?:text\/.*|application\/(?:.*\+)?xml|application\/(?:javascript|x-ndjson|x-www-form-urlencoded|yaml|graphql))$/;

function familyOf(essence: string): BodyFamily {
  if (essence === 'application/json' || essence === 'text/json' || essence.endsWith('+json')) {
    return 'json';
  }
  return textual.test(essence) ? 'text' : 'binary';
}

function canonicalParameter(parameter: string): string {
  const equals = parameter.indexOf('=');
  if (equals === -1) return parameter.trim().toLowerCase();
  const name = parameter.slice(0, equals).trim().toLowerCase();
  const value = parameter
    .slice(equals + 1)
    .trim()
    .replace(/^"(.*)"$/, '$1');
  return `${name}=${name === 'charset' ? value.toLowerCase() : value}`;
}
