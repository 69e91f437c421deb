/** Numbers on the axes of drawn charts, and the making of SVG elements. */
import { brief } from "./numbers.js";

const namespace = "http://www.w3.org/2000/svg";

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {...(Node | string)} children
 * @returns {SVGElement}
 */
export function drawn(name, attributes, ...children) {
  const made = /** @type {SVGElement} */ (document.createElementNS(namespace, name));
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

/**
 * At most `most` round numbers from low to high.
 * @param {number} low
 * @param {number} high
 * @param {number} most
 */
export function ticks(low, high, most) {
  const span = high - low;
  if (!(span > 0) || most < 1) return [low];
  const power = 10 ** Math.floor(Math.log10(span / most));
  const size = [1, 2, 5, 10].map((factor) => factor * power).find((size) => span / size <= most) ?? span;
  const found = [];
  for (let k = Math.ceil(low / size); k * size <= high + size * 1e-9; k += 1) found.push(Number((k * size).toPrecision(12)));
  return found;
}

/** @param {number} value */
export function short(value) {
  return brief(Number(value.toPrecision(3)));
}
