/** The middle, the least and the most of some times, as a line says them. */
export function figures(ms: number[]): string {
  const sorted = [...ms].sort((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN);
  return `${at(0.5)} ms (median of ${sorted.length}; ${at(0)} to ${at(1)})`;
}
