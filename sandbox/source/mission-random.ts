/** Pseudorandom numbers that depend only on position, so that any record can be generated without its predecessors. */

/** 32 bits from a seed and a position. The mixer of splitmix32, whose outputs hide that positions are consecutive. */
export const mix = (seed: number, place: number): number => {
  let value = (Math.imul(place, 0x9e3779b9) + seed) | 0;
  value = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
  value = Math.imul(value ^ (value >>> 15), 0x735a2d97);
  return (value ^ (value >>> 15)) >>> 0;
};

/** From 0 to `count`, exclusive. */
export const pick = (seed: number, place: number, count: number): number => mix(seed, place) % count;

/** A decimal number as text, with all its decimals: `scaled` 125000 with 4 decimals is `12.5000`. */
export const decimalText = (scaled: number, decimals: number): string => {
  const digits = Math.abs(scaled)
    .toString()
    .padStart(decimals + 1, "0");
  const cut = digits.length - decimals;
  return `${scaled < 0 ? "-" : ""}${digits.slice(0, cut)}.${digits.slice(cut)}`;
};

export const twoDigits = (value: number): string => (value < 10 ? `0${value}` : value.toString());
