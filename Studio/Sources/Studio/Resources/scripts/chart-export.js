/** A chart as a file: CSV, PNG, SVG. */
import { colour, colourOf } from "./chart-colours.js";
import { csv, seriesName } from "./chart-table.js";
import { number } from "./numbers.js";

/** @typedef {import("./chart-data.js").ChartData} ChartData */

/**
 * @param {Blob} blob
 * @param {string} name
 */
function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/**
 * @param {ChartData} data
 * @param {string} extension
 */
function fileName(data, extension) {
  const name = data.title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  return `${name || "chart"}.${extension}`;
}

/** @param {ChartData} data */
function heading({ title, unit }) {
  return unit ? `${title} (${unit})` : title;
}

/** @param {ChartData} data */
export function saveCSV(data) {
  save(new Blob([csv(data)], { type: "text/csv" }), fileName(data, "csv"));
}

/**
 * The chart as it is shown, with title and legend.
 * @param {ChartData} data
 * @param {any} plot uPlot
 */
export function savePNG(data, plot) {
  const source = plot.ctx.canvas;
  const scale = devicePixelRatio;
  const head = 30 * scale;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [source.width, source.height + head + 24 * scale];
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const font = getComputedStyle(plot.root).fontFamily;
  context.fillStyle = colour("surface");
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = colour("text");
  context.font = `600 ${14 * scale}px ${font}`;
  context.fillText(heading(data), 12 * scale, 20 * scale);
  context.drawImage(source, 0, head);
  context.font = `${12 * scale}px ${font}`;
  let x = 12 * scale;
  data.series.forEach((series, k) => {
    const y = canvas.height - 10 * scale;
    context.fillStyle = colourOf(series, k);
    context.fillRect(x, y - 6 * scale, 16 * scale, 4 * scale);
    context.fillStyle = colour("text");
    context.fillText(seriesName(series), x + 20 * scale, y);
    x += context.measureText(seriesName(series)).width + 36 * scale;
  });
  canvas.toBlob((blob) => blob && save(blob, fileName(data, "png")), "image/png");
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

/**
 * The chart as it is shown, as a drawing.
 * @param {ChartData} data
 * @param {any} plot
 * @param {{axis: "epoch" | "step" | "wall"}} options
 */
export function saveSVG(data, plot, { axis }) {
  const scale = devicePixelRatio;
  const [left, top, width, height] = ["left", "top", "width", "height"].map((key) => plot.bbox[key] / scale);
  const head = 30;
  const y = (value) => (head + plot.valToPos(value, "y", true) / scale).toFixed(2);
  const x = (value) => (plot.valToPos(value, "x", true) / scale).toFixed(2);
  const [bottom, right] = [head + top + height, left + width];
  /** @type {string[]} */
  const out = [];
  const text = (x, y, content, more = "") => {
    out.push(`<text x="${x}" y="${y}" ${more}>${escaped(String(content ?? ""))}</text>`);
  };
  text(12, 20, heading(data), 'font-size="14" font-weight="600"');
  const { axes, scales } = plot;
  for (const [i, split] of (axes[1]._splits ?? []).entries()) {
    out.push(`<path d="M${left} ${y(split)}H${right}" stroke="${colour("chart-grid")}"/>`);
    text(left - 6, y(split), axes[1]._values[i], 'dy="4" text-anchor="end"');
  }
  for (const [i, split] of (axes[0]._splits ?? []).entries()) {
    if (split < scales.x.min || split > scales.x.max) continue;
    text(x(split), bottom + 18, String(axes[0]._values[i] ?? "").split("\n")[0], 'text-anchor="middle"');
  }
  out.push(`<clipPath id="plot"><rect x="${left}" y="${head + top}" width="${width}" height="${height}"/></clipPath>`);
  out.push('<g clip-path="url(#plot)" fill="none">');
  const positions = data.positions(axis);
  data.series.forEach((series, k) => {
    const { values } = series;
    const points = [];
    for (let i = plot.valToIdx(scales.x.min); i <= plot.valToIdx(scales.x.max); i += 1) {
      if (values[i] !== null && Number.isFinite(values[i])) points.push(`${x(positions[i])},${y(values[i])}`);
    }
    out.push(`<polyline stroke="${colourOf(series, k)}" stroke-width="1.5" points="${points.join(" ")}"/>`);
  });
  const baselines = data.baselines.filter(({ value }) => value >= scales.y.min && value <= scales.y.max);
  for (const { value } of baselines) {
    out.push(`<path d="M${left} ${y(value)}H${right}" stroke="${colour("chart-baseline")}" stroke-dasharray="6 4"/>`);
  }
  out.push("</g>");
  for (const { name, value } of baselines) {
    text(right - 4, y(value), `${name} ${number(value)}`, 'dy="-4" text-anchor="end"');
  }
  let at = 12;
  const foot = bottom + 42;
  data.series.forEach((series, k) => {
    out.push(`<rect x="${at}" y="${foot - 8}" width="16" height="4" fill="${colourOf(series, k)}"/>`);
    text(at + 20, foot, seriesName(series));
    at += 40 + seriesName(series).length * 7;
  });
  const [w, h] = [plot.width, foot + 12];
  const font = `font-family="system-ui, sans-serif" font-size="12" fill="${colour("text")}"`;
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" ${font}>
<rect width="${w}" height="${h}" fill="${colour("surface")}"/>
${out.join("\n")}
</svg>
`;
  save(new Blob([drawing], { type: "image/svg+xml" }), fileName(data, "svg"));
}
