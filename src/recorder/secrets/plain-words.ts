/** Words and paths without digits, and no longer than people write them. */
export function isPlainWords(text: string): boolean {
  return plainWords.test(text);
}

const plainWords = /^(?=.{1,24}$)\/?[A-Z]?[a-z]+(?:[ _./-][A-Z]?[a-z]+)*$/;
