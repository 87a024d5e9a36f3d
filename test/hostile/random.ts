/** A whole number from 0 to below `below`. */
export type Random = (below: number) => number;

/** A small generator of random numbers (mulberry32): the same seed, the same cases. */
export function generator(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6D2B79F5) | 0; // eslint-disable-line no-bitwise
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state); // eslint-disable-line no-bitwise
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed; // eslint-disable-line no-bitwise
    return Math.floor(((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32 * below); // eslint-disable-line no-bitwise
  };
}
