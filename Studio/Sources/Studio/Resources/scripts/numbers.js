/** Numbers, durations and sizes as pages show them. */

/**
 * As the command line prints it: four significant digits of a measured value, 0.2860 or 1.2e-5; all of an integer, 12,345;
 * a round number as it is chosen, 0.001.
 * @param {number | null | undefined} value
 */
export function number(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) return value.toExponential(3).replace(/\.?0+e/, "e").replace("e+", "e");
  if (Number.isInteger(value)) return value.toLocaleString("en");
  if (Number(value.toPrecision(2)) === value) return String(value);
  return size >= 1000 ? count(Math.round(value)) : value.toFixed(3 - Math.floor(Math.log10(size)));
}

/**
 * With no more digits than needed, for axes: 0.7, 0.00102.
 * @param {number} value
 */
export function brief(value) {
  const text = number(value);
  return /^-?\d*\.\d+$/.test(text) ? String(Number(text)) : text;
}

/**
 * Every digit: 19,283,795.
 * @param {number} value an integer
 */
export function count(value) {
  return value.toLocaleString("en");
}

/**
 * 1 step, 2,000 steps.
 * @param {number} value an integer
 * @param {string} noun one of them
 */
export function counted(value, noun) {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/**
 * 42 s, 3 min 20 s, 2 h 5 min, 3 d 4 h.
 * @param {number} seconds
 */
export function duration(seconds) {
  if (!Number.isFinite(seconds)) return "–";
  const whole = Math.max(0, Math.round(seconds));
  const units = /** @type {[string, number][]} */ ([["d", 86400], ["h", 3600], ["min", 60], ["s", 1]]);
  const first = units.findIndex(([, size]) => whole >= size);
  if (first < 0) return "0 s";
  return units
    .slice(first, first + 2)
    .map(([name, size], index) => ({ name, count: Math.floor((index ? whole % units[first][1] : whole) / size) }))
    .filter(({ count }, index) => index === 0 || count > 0)
    .map(({ name, count }) => `${count} ${name}`)
    .join(" ");
}

/**
 * 812 B, 1.2 MB.
 * @param {number} count
 */
export function bytes(count) {
  if (!Number.isFinite(count)) return "–";
  const names = ["B", "kB", "MB", "GB", "TB"];
  let power = 0;
  while (count >= 1000 && power < names.length - 1) {
    count /= 1000;
    power += 1;
  }
  return `${power === 0 ? count : count.toPrecision(3)} ${names[power]}`;
}

/**
 * 42%.
 * @param {number} fraction of 1
 */
export function percent(fraction) {
  return Number.isFinite(fraction) ? `${Math.floor(fraction * 100)}%` : "–";
}

/**
 * By the name in `data-format`; text where there is none.
 * @param {unknown} value
 * @param {string} [format]
 */
export function formatted(value, format) {
  if (value === null || value === undefined) return "–";
  switch (format) {
    case "number": return number(Number(value));
    case "percent": return percent(Number(value));
    case "duration": return duration(Number(value));
    case "bytes": return bytes(Number(value));
    default: return typeof value === "number" ? number(value) : String(value);
  }
}
