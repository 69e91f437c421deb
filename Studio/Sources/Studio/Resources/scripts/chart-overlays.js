/** What a line chart draws beside its series: baselines, marks, and the step that the page shows. */
import { colour, colourOf } from "./chart-colours.js";
import { number } from "./numbers.js";

/** @typedef {import("./chart-data.js").ChartData} ChartData */

const markGlyph = { snapshot: "▾", "learning-rate": "↓", resume: "↻" };

/**
 * Dashed lines with their names, at the end that is further from the curves.
 * @param {any} plot uPlot
 * @param {ChartData} data
 */
export function drawBaselines(plot, data) {
  const { ctx, bbox } = plot;
  const scale = devicePixelRatio;
  ctx.save();
  ctx.font = `${11 * scale}px ${getComputedStyle(plot.root).fontFamily}`;
  ctx.lineWidth = scale;
  /** @type {number[]} */
  const taken = [];
  for (const { name, value } of data.baselines) {
    const { min, max } = plot.scales.y;
    if (!(value >= min && value <= max)) continue;
    const y = plot.valToPos(value, "y", true);
    ctx.strokeStyle = ctx.fillStyle = colour("chart-baseline");
    ctx.setLineDash([6 * scale, 4 * scale]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    // Above its line, or below where another name or the edge is.
    const height = 13 * scale;
    const isFree = (at) =>
      at - height >= bbox.top && at <= bbox.top + bbox.height && taken.every((other) => Math.abs(other - at) >= height);
    const at = [y - 3 * scale, y + height].find(isFree);
    if (at === undefined) continue;
    taken.push(at);
    const text = `${name} ${number(value)}`;
    const width = ctx.measureText(text).width + 8 * scale;
    const middle = at - height / 2;
    const isLeft = clearance(plot, data, middle, 0, width) > clearance(plot, data, middle, bbox.width - width, bbox.width);
    ctx.textAlign = isLeft ? "left" : "right";
    ctx.fillText(text, isLeft ? bbox.left + 4 * scale : bbox.left + bbox.width - 4 * scale, at - scale);
  }
  ctx.restore();
}

/**
 * How far the curves stay from height `y` between two positions, all in canvas pixels.
 * @param {any} plot
 * @param {ChartData} data
 * @param {number} y
 * @param {number} from
 * @param {number} to
 */
function clearance(plot, data, y, from, to) {
  const scale = devicePixelRatio;
  const [first, last] = [plot.posToIdx(from / scale), plot.posToIdx(to / scale)];
  const stride = Math.max(1, Math.floor((last - first) / 60));
  let least = Infinity;
  for (const { values } of data.series) {
    for (let i = first; i <= last; i += stride) {
      const value = values[i];
      if (value !== null && value !== undefined) least = Math.min(least, Math.abs(plot.valToPos(value, "y", true) - y));
    }
  }
  return least;
}

/**
 * Thin vertical lines for learning-rate drops and resumes, small signs at the foot for snapshots.
 * @param {any} plot
 * @param {ChartData} data
 * @param {"epoch" | "step" | "wall"} axis
 */
export function drawMarks(plot, data, axis) {
  const { ctx, bbox } = plot;
  const scale = devicePixelRatio;
  const foot = bbox.top + bbox.height;
  ctx.save();
  ctx.font = `bold ${14 * scale}px ${getComputedStyle(plot.root).fontFamily}`;
  ctx.textAlign = "center";
  ctx.lineWidth = scale;
  ctx.strokeStyle = ctx.fillStyle = colour("chart-mark");
  let last = -Infinity;
  for (const mark of data.marks) {
    const x = markPosition(plot, data, mark, axis);
    if (x === undefined || x < bbox.left || x > bbox.left + bbox.width) continue;
    if (mark.kind === "snapshot") {
      // A run of many snapshots shows as many as there is room for.
      if (x - last < 5 * scale) continue;
      last = x;
      ctx.beginPath();
      ctx.moveTo(x - 3 * scale, foot);
      ctx.lineTo(x + 3 * scale, foot);
      ctx.lineTo(x, foot - 5 * scale);
      ctx.fill();
      continue;
    }
    ctx.setLineDash([2 * scale, 3 * scale]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, foot);
    ctx.stroke();
    ctx.fillText(markGlyph[mark.kind] ?? "•", x, bbox.top + 12 * scale);
  }
  ctx.restore();
}

/**
 * @param {any} plot
 * @param {ChartData} data
 * @param {import("./chart-data.js").Mark} mark
 * @param {"epoch" | "step" | "wall"} axis
 */
function markPosition(plot, data, mark, axis) {
  const value = mark[axis] ?? (mark.step === undefined ? undefined : data.x[axis][data.indexOfStep(mark.step)]);
  return value === undefined ? undefined : plot.valToPos(value, "x", true);
}

/**
 * The marks within 6 pixels of a position, in CSS pixels from the left of the plot.
 * @param {any} plot
 * @param {ChartData} data
 * @param {"epoch" | "step" | "wall"} axis
 * @param {number} left
 */
export function marksAt(plot, data, axis, left) {
  return data.marks.filter((mark) => {
    const x = markPosition(plot, data, mark, axis);
    return x !== undefined && Math.abs((x - plot.bbox.left) / devicePixelRatio - left) <= 6;
  });
}

/**
 * A solid line at the step that the page shows, with a dot on each series.
 * @param {any} plot
 * @param {ChartData} data
 * @param {"epoch" | "step" | "wall"} axis
 * @param {number | null} step
 * @param {Set<number>} hidden series without a dot
 */
export function drawStep(plot, data, axis, step, hidden) {
  if (step === null || data.length === 0) return;
  const { ctx, bbox } = plot;
  const index = data.indexOfStep(step);
  const x = plot.valToPos(data.x[axis][index], "x", true);
  if (!(x >= bbox.left - 1 && x <= bbox.left + bbox.width + 1)) return;
  const scale = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = colour("accent");
  ctx.lineWidth = 1.5 * scale;
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  data.series.forEach((series, k) => {
    const value = series.values[index];
    if (value === null || value === undefined || hidden.has(k)) return;
    const y = plot.valToPos(value, "y", true);
    if (!(y >= bbox.top && y <= bbox.top + bbox.height)) return;
    ctx.fillStyle = colourOf(series, k);
    ctx.beginPath();
    ctx.arc(x, y, 3.5 * scale, 0, 2 * Math.PI);
    ctx.fill();
  });
  ctx.restore();
}
