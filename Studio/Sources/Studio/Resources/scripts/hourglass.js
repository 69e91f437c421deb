/** The shape of a network: the number of values after each layer, as a figure that is narrow where the code is. */
import { number } from "./numbers.js";

const namespace = "http://www.w3.org/2000/svg";
const [width, height, margin] = [560, 150, 22];

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {...(Node | string)} children
 */
function drawn(name, attributes, ...children) {
  const made = document.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

/**
 * @param {{image: number[], layers: {name: string, type: string, output: number[], is_in_reconstruction?: boolean}[],
 *   encoder_layers?: number | null, code: number}} network
 */
export function hourglass({ image, layers: all, encoder_layers: encoderLayers, code }) {
  const layers = all.filter((layer) => layer.is_in_reconstruction !== false);
  const size = (/** @type {number[]} */ dimensions) => dimensions.reduce((a, b) => a * b, 1);
  const stages = [{ name: "image", type: "", values: size(image), dimensions: image },
    ...layers.map(({ name, type, output }) => ({ name, type, values: size(output), dimensions: output }))];
  const waist = encoderLayers ?? stages.findIndex(({ values }) => values === Math.min(...stages.map((s) => s.values)));
  const greatest = Math.log2(1 + Math.max(...stages.map(({ values }) => values)));
  const x = (/** @type {number} */ place) => margin + (place / Math.max(1, stages.length - 1)) * (width - 2 * margin);
  const half = (/** @type {number} */ values) => Math.max(3, (Math.log2(1 + values) / greatest) * (height / 2 - 26));
  const middle = height / 2;
  const upper = stages.map(({ values }, k) => `${x(k).toFixed(1)},${(middle - half(values)).toFixed(1)}`);
  const lower = stages.map(({ values }, k) => `${x(k).toFixed(1)},${(middle + half(values)).toFixed(1)}`).reverse();
  const bars = stages.map(({ name, type, values, dimensions }, k) => {
    const isCode = k === waist;
    return drawn("g", { class: isCode ? "code" : "layer" },
      drawn("title", {}, `${name}${type ? ` (${type})` : ""}: ${dimensions.join(" × ")} = ${number(values)}`),
      drawn("rect", {
        x: (x(k) - (isCode ? 3.5 : 2.5)).toFixed(1), y: (middle - half(values)).toFixed(1), width: isCode ? 7 : 5,
        height: (2 * half(values)).toFixed(1), rx: 2,
      }));
  });
  const label = (/** @type {number} */ place, /** @type {string} */ text, /** @type {string} */ anchor, /** @type {boolean} */ below) =>
    drawn("text", { x: x(place).toFixed(1), y: below ? height - 4 : 13, "text-anchor": anchor }, text);
  const words = `${number(stages[0].values)} values of an image, ${number(code)} of its code, ${number(stages[stages.length - 1].values)} of the reconstruction`;
  return drawn("svg", { class: "hourglass", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": words },
    drawn("polygon", { points: [...upper, ...lower].join(" ") }), ...bars,
    label(0, image.join("×"), "start", false),
    label(waist, `code ${number(code)}`, waist < stages.length / 4 ? "start" : waist > (3 * stages.length) / 4 ? "end" : "middle", true),
    label(stages.length - 1, stages[stages.length - 1].dimensions.join("×"), "end", false));
}
