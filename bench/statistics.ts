/** The middle value: a start that another program disturbed does not move it. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value that a share of all values does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new Error('There is no median of nothing: no value was measured');
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(position)], sorted[Math.ceil(position)]];
  return below + (above - below) * (position - Math.floor(position));
}

/** The same number of every variant, in turns, so that a slow minute of the machine slows all of them. */
export async function interleave<V>(
  variants: readonly V[],
  rounds: number,
  measure: (variant: V) => Promise<void>,
): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    // Every other round the other way round: nobody is always the one after the largest.
    for (const variant of round % 2 === 0 ? variants : [...variants].reverse()) {
      await measure(variant);
    }
  }
}
