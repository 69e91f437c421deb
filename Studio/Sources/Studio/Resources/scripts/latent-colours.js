/**
 * The colours of points: by class, or by a number.
 *
 * Classes have the eight colours of series, which any colour vision tells apart; beyond the eighth these are farther from
 * the page's colour, and the forms are others: square, triangle, diamond. Numbers have a ramp that is even in lightness; its ends are the 2nd and the 98th percentile.
 */
import { seriesColour } from "./chart-colours.js";

const forms = ["disc", "square", "triangle", "diamond"];

// Viridis; on a light page without its brightest tenth.
const ramp = [
  [68, 1, 84], [72, 40, 120], [62, 74, 137], [49, 104, 142], [38, 130, 142], [31, 158, 137], [53, 183, 121], [109, 205, 89],
  [180, 222, 44], [253, 231, 37],
];

/** Whether the page is dark now. */
function isDark() {
  const theme = document.documentElement.dataset.theme;
  return theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

/**
 * @param {number} share from 0 to 1
 * @returns {number[]} red, green, blue
 */
function rampColour(share) {
  const [low, high] = isDark() ? [0.12, 1] : [0, 0.88];
  const at = Math.max(0, Math.min(1, low + share * (high - low))) * (ramp.length - 1);
  const k = Math.min(ramp.length - 2, Math.floor(at));
  return ramp[k].map((value, c) => Math.round(value + (ramp[k + 1][c] - value) * (at - k)));
}

/** @param {number} label */
function classColour(label) {
  const [r = 0, g = 0, b = 0] = (label < 0 ? seriesColour(6) : seriesColour(label)).match(/[\d.]+/g)?.map(Number) ?? [];
  const [end, share] = [isDark() ? 255 : 0, label < 8 ? 0 : 0.5];
  return [r, g, b].map((value) => Math.round(value + share * (end - value)));
}

/** @param {number} label */
export function classForm(label) {
  return label < 0 ? 0 : Math.floor(label / 8) % forms.length;
}

/**
 * @typedef {{colours: Uint8Array, forms: Uint8Array, range?: [number, number]}} Style
 */

/**
 * @param {number} count
 * @param {(point: number) => number[]} colour
 * @param {(point: number) => number} form
 * @returns {Style}
 */
function styled(count, colour, form) {
  const style = { colours: new Uint8Array(4 * count), forms: new Uint8Array(count) };
  for (let point = 0; point < count; point += 1) {
    style.colours.set(colour(point), 4 * point);
    style.colours[4 * point + 3] = 230;
    style.forms[point] = form(point);
  }
  return style;
}

/**
 * @param {Float32Array} labels -1 for none
 * @returns {Style}
 */
export function stylesOfClasses(labels) {
  /** @type {Map<number, number[]>} */
  const known = new Map();
  const colour = (/** @type {number} */ label) => {
    if (!known.has(label)) known.set(label, classColour(label));
    return /** @type {number[]} */ (known.get(label));
  };
  return styled(labels.length, (point) => colour(labels[point]), (point) => classForm(labels[point]));
}

/**
 * @param {Float32Array} values
 * @returns {Style}
 */
export function stylesOfNumbers(values) {
  const sorted = values.filter(Number.isFinite).sort();
  const at = (/** @type {number} */ share) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  /** @type {[number, number]} */
  const range = [at(0.02), at(0.98)];
  const room = range[1] - range[0] || 1;
  const steps = Array.from({ length: 256 }, (_, k) => rampColour(k / 255));
  const share = (/** @type {number} */ value) => Math.max(0, Math.min(255, Math.round((255 * (value - range[0])) / room)));
  const style = styled(values.length, (point) => steps[Number.isFinite(values[point]) ? share(values[point]) : 0], () => 0);
  return { ...style, range };
}

/**
 * All points alike.
 * @param {number} count
 */
export function plainStyle(count) {
  const colour = classColour(0);
  return styled(count, () => colour, () => 0);
}

const namespace = "http://www.w3.org/2000/svg";
const drawings = ["M8 2.5a5.5 5.5 0 1 0 .01 0z", "M3 3h10v10H3z", "M8 2.5L14 13H2z", "M8 1.5L14.5 8 8 14.5 1.5 8z"];

/**
 * The mark of a class, as in the map.
 * @param {number} label
 */
export function classMark(label) {
  const mark = document.createElementNS(namespace, "svg");
  mark.setAttribute("viewBox", "0 0 16 16");
  mark.setAttribute("class", "class-mark");
  mark.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(namespace, "path");
  path.setAttribute("d", drawings[classForm(label)]);
  path.style.fill = `rgb(${classColour(label).join(", ")})`;
  mark.append(path);
  return mark;
}

/**
 * Draws the ramp from its low end to its high end.
 * @param {HTMLCanvasElement} canvas
 */
export function drawRamp(canvas) {
  const context = canvas.getContext("2d");
  if (!context) return;
  for (let x = 0; x < canvas.width; x += 1) {
    context.fillStyle = `rgb(${rampColour(x / (canvas.width - 1)).join(", ")})`;
    context.fillRect(x, 0, 1, canvas.height);
  }
}
