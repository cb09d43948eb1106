/** CPU time of the thread so far. On a busy machine, work takes longer by the clock, but not by this. */
export function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
