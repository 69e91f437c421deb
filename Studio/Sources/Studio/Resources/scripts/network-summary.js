/** What a network means: its layers with shapes, parameters and operations, its code and the loss of PCA at that size. */
import { element } from "./elements.js";
import { count, number } from "./numbers.js";

/**
 * @typedef {{name: string, type: string, output: number[], parameters: number, operations?: number}} Layer
 * @typedef {{layers: Layer[], code?: number, compression?: number, pca?: number, parameters?: number}} Network
 */

/** @param {Network} network */
export function networkSummary({ layers, code, compression, pca, parameters }) {
  const total = parameters ?? layers.reduce((sum, layer) => sum + (layer.parameters ?? 0), 0);
  const figures = [
    ["Code", code === undefined ? null : `${number(code)} values`],
    ["Compression", compression === undefined ? null : `${number(compression)} : 1`],
    ["Parameters", count(total)],
    ["PCA at this code size", pca === undefined || pca === null ? null : `${number(pca)} mse01`],
  ];
  const names = ["Layer", "Type", "Output", "Parameters"];
  const hasOperations = layers.some((layer) => layer.operations !== undefined);
  if (hasOperations) names.push("Operations");
  const cell = (text) => element("td", { class: "number" }, text);
  return [
    element("dl", { class: "figures" }, ...figures.filter(([, value]) => value !== null).map(([name, value]) =>
      element("div", {}, element("dt", {}, name), element("dd", {}, value)))),
    element("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Layers" },
      element("table", { class: "full" },
        element("caption", { class: "visually-hidden" }, "Layers"),
        element("thead", {}, element("tr", {}, ...names.map((name, k) =>
          element("th", { scope: "col", class: k > 1 ? "number" : null }, name)))),
        element("tbody", {}, ...layers.map((layer) => element("tr", {},
          element("th", { scope: "row" }, layer.name, layer.is_in_reconstruction === false && element("span", { class: "tag" }, "training only")),
          element("td", {}, layer.type),
          cell(layer.output.join(" × ")),
          cell(layer.parameters ? count(layer.parameters) : "–"),
          hasOperations && cell(layer.operations ? count(layer.operations) : "–")))))),
  ];
}
