/**
 * Whether a path segment or an object key looks minted (a number, UUID, hash, token or date)
 * rather than written by a programmer. What looks minted is left out of labels: it would make as
 * many of them as there are objects, and may be a secret.
 */
export function looksMinted(text: string): boolean {
  if (text.length > lengthMax) return true;
  if (digitsOnly.test(text) || uuid.test(text)) return true;
  if (text.length >= 8 && hexWithDigit.test(text)) return true;
  return text.split(separators).some(isToken);
}

/** Longer than any name that people write by hand. */
const lengthMax = 64;

/** Numbers, dates, times, versions, dotted addresses: no letter at all. */
const digitsOnly = /^[0-9][0-9._:,-]*$/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const hexWithDigit = /^(?=[a-f]*[0-9])[0-9a-f]+$/i;
const separators = /[-_.~:,;=+@]/;

const longTokenChars = 20;
const shortTokenChars = 6;

/**
 * A run of letters and digits that no word would be: four digits or more, letters and digits that
 * alternate, or a long run whose letter case changes oftener than in camelCase.
 */
function isToken(part: string): boolean {
  if (part.length < shortTokenChars) return false;
  let digits = 0;
  let switches = 0;
  let caseChanges = 0;
  let before = part.charCodeAt(0);
  for (let i = 0; i < part.length; i += 1) {
    const code = part.charCodeAt(i);
    if (isDigit(code)) digits += 1;
    if (isDigit(code) !== isDigit(before)) switches += 1;
    else if (isUpperCase(code) !== isUpperCase(before)) caseChanges += 1;
    before = code;
  }
  if (digits >= 4 || switches >= 3) return true;
  return part.length >= longTokenChars && (digits > 0 || caseChanges * 3 > part.length);
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isUpperCase(code: number): boolean {
  return code >= 0x41 && code <= 0x5a;
}
