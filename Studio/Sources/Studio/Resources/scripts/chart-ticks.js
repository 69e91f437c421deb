/** Where an axis has its ticks. */

/**
 * Round values from min to max, about `count`.
 * @param {number} min
 * @param {number} max
 * @param {number} count
 */
export function linearTicks(min, max, count) {
  const rough = (max - min) / Math.max(1, count);
  if (!(rough > 0)) return [min];
  const power = 10 ** Math.floor(Math.log10(rough));
  const size = [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough) ?? rough;
  const ticks = [];
  for (let i = Math.ceil(min / size - 1e-9); i * size <= max + size * 1e-9; i += 1) {
    ticks.push(Number((i * size).toPrecision(12)));
  }
  return ticks;
}

/**
 * Values for a logarithmic axis: decades, with 2 and 5 or more between where there is room.
 * @param {number} min
 * @param {number} max
 * @param {number} count
 */
export function logarithmicTicks(min, max, count) {
  const decades = Math.log10(max / min);
  if (decades < 0.7) return linearTicks(min, max, count);
  const factors = decades * 9 <= count ? [1, 2, 3, 4, 5, 6, 7, 8, 9] : decades * 3 <= count * 1.5 ? [1, 2, 5] : [1];
  const stride = Math.max(1, Math.ceil(decades / Math.max(1, count)));
  const ticks = [];
  for (let power = Math.floor(Math.log10(min)); power <= Math.log10(max); power += 1) {
    if (factors.length === 1 && power % stride !== 0) continue;
    for (const factor of factors) {
      const tick = Number((factor * 10 ** power).toPrecision(6));
      if (tick >= min * 0.999999 && tick <= max * 1.000001) ticks.push(tick);
    }
  }
  return ticks;
}
