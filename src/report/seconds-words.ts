/** `1.2 s` */
export function secondsWords(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
