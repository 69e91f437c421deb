/** uPlot, set up for ChartData: one y axis, raw and smoothed lines, bands, and the overlays. */
import uPlot from "../vendor/uplot.js";
import { colour, colourOf, faded } from "./chart-colours.js";
import { Smoothing } from "./chart-smoothing.js";
import { drawBaselines, drawMarks, drawStep } from "./chart-overlays.js";
import { linearTicks, logarithmicTicks } from "./chart-ticks.js";
import { brief } from "./numbers.js";

/**
 * @typedef {{
 *   axis: "epoch" | "step" | "wall", isLogarithmic: boolean, smoothing: number, hidden: Set<number>,
 *   step: () => number | null, cursor: (index: number | null, left: number) => void,
 *   zoomed: () => void
 * }} PlotOptions
 */

const names = { epoch: "epoch", step: "step", wall: "time" };

/**
 * The room that y values get; baselines are included while all of the chart is shown.
 * @param {any} plot
 * @param {import("./chart-data.js").ChartData} data
 * @param {boolean} isLogarithmic
 * @param {number | null} min
 * @param {number | null} max
 */
function range(plot, data, isLogarithmic, min, max) {
  if (min === null || max === null || !Number.isFinite(min) || !Number.isFinite(max)) return isLogarithmic ? [0.1, 1] : [0, 1];
  const [first, last] = plot.series[0].idxs;
  if (first === 0 && last === plot.data[0].length - 1) {
    for (const { value } of data.baselinesOn(isLogarithmic).drawn) [min, max] = [Math.min(min, value), Math.max(max, value)];
  }
  if (isLogarithmic) {
    const room = Math.max((max / min) ** 0.06, 1.02);
    return [min / room, max * room];
  }
  const room = (max - min) * 0.06 || Math.abs(max) * 0.1 || 1;
  return [min - room, max + room];
}

/**
 * Whether so few values are shown that each gets a dot.
 * @param {any} plot
 * @param {number} k
 * @param {number} first
 * @param {number} last
 */
function isSparse(plot, k, first, last) {
  let count = 0;
  for (let i = first; i <= last; i += 1) if (plot.data[k][i] !== null && (count += 1) > 40) return false;
  return true;
}

export class ChartPlot {
  /** @type {any} */ plot;
  #data;
  #options;
  #place;
  /**
   * By series; validation has too few values to be smoothed without lagging behind.
   * @type {(Smoothing | undefined)[]}
   */
  #smoothings = [];
  /** @type {number} */ #revision;

  /**
   * @param {import("./chart-data.js").ChartData} data
   * @param {PlotOptions} options
   * @param {HTMLElement} place
   */
  constructor(data, options, place) {
    [this.#data, this.#options, this.#place] = [data, options, place];
    this.#revision = data.revision;
    this.#smoothings = this.#freshSmoothings();
    const { series, bands } = this.#series();
    const { width, height } = place.getBoundingClientRect();
    this.plot = new uPlot(
      {
        width: Math.max(120, Math.floor(width)),
        height: Math.max(80, Math.floor(height)),
        pxAlign: true,
        // Of many curves the one under the cursor stands out.
        focus: { alpha: data.series.length > 2 ? 0.3 : 1 },
        legend: { show: false },
        padding: [8, 12, 0, 0],
        cursor: {
          y: false,
          drag: { x: true, y: false, dist: 6 },
          points: { size: 7, show: (plot, k) => (plot.series[k].class === "raw" ? document.createElement("div") : null) },
          // The cursor is in all charts of the page, a zoom in one.
          sync: { key: "studio", setSeries: false, filters: { pub: (type) => type === "mousemove" || type === "mouseleave" } },
          bind: { dblclick: () => null },
          focus: { prox: data.series.length > 2 ? 16 : -1 },
        },
        scales: {
          x: { time: options.axis === "wall", range: (_, min, max) => (min === max ? [min - 1, max + 1] : [min, max]) },
          y: {
            distr: options.isLogarithmic ? 3 : 1,
            range: (plot, min, max) => range(plot, data, options.isLogarithmic, min, max),
          },
        },
        series,
        bands,
        axes: this.#axes(),
        hooks: {
          setCursor: [(plot) => options.cursor(plot.cursor.idx, plot.cursor.left)],
          setSelect: [(plot) => plot.select.width > 0 && options.zoomed()],
          drawClear: [(plot) => drawMarks(plot, data, options.axis)],
          draw: [(plot) => {
            drawBaselines(plot, data);
            drawStep(plot, data, options.axis, options.step(), options.hidden);
          }],
        },
      },
      this.#columns(),
      place,
    );
  }

  #freshSmoothings() {
    const { smoothing } = this.#options;
    return this.#data.series.map(({ part }) => (smoothing > 0 && part !== "validation" ? new Smoothing(smoothing) : undefined));
  }

  #axes() {
    const stroke = () => colour("chart-axis");
    const grid = { stroke: () => colour("chart-grid"), width: 1 };
    const ticks = { stroke: () => colour("chart-grid"), width: 1, size: 4 };
    const font = `12px ${getComputedStyle(this.#place).fontFamily}`;
    const x = { stroke, grid: { ...grid, show: false }, ticks, font, labelFont: font, size: 30, gap: 4 };
    if (this.#options.axis !== "wall") {
      Object.assign(x, {
        splits: (plot, _, min, max) => {
          const ticksAt = linearTicks(min, max, plot.bbox.width / devicePixelRatio / 80);
          return this.#options.axis === "step" ? ticksAt.filter(Number.isInteger) : ticksAt;
        },
        values: (_, splits) => splits.map(brief),
      });
    }
    const isLogarithmic = this.#options.isLogarithmic;
    return [x, {
      stroke, grid, ticks, font, size: 62, gap: 4,
      splits: (plot, _, min, max) => {
        const count = plot.bbox.height / devicePixelRatio / 36;
        return isLogarithmic ? logarithmicTicks(min, max, count) : linearTicks(min, max, count);
      },
      filter: (_, splits) => splits,
      values: (_, splits) => splits.map(brief),
    }];
  }

  #series() {
    const series = [{}];
    const bands = [];
    this.#data.series.forEach((shown, k) => {
      const { name, part, deviation } = shown;
      const isSmoothed = this.#smoothings[k] !== undefined;
      const show = !this.#options.hidden.has(k);
      const line = () => colourOf(shown, k);
      const width = part === "validation" ? 2 : 1.25;
      const common = { label: name, scale: "y", spanGaps: true, show };
      series.push({
        ...common, class: "raw", width: isSmoothed ? 1 : width,
        stroke: isSmoothed ? () => faded(colourOf(shown, k), 0.35) : line,
        points: { show: isSparse, size: 5, fill: line, stroke: line },
      });
      if (isSmoothed) series.push({ ...common, class: "smooth", width: 2, stroke: line, points: { show: false } });
      if (deviation) {
        const edge = { ...common, class: "edge", width: 0, stroke: line, points: { show: false } };
        series.push(edge, { ...edge });
        bands.push({ series: [series.length - 2, series.length - 1], fill: () => faded(colourOf(shown, k), 0.18) });
      }
    });
    return { series, bands };
  }

  #columns() {
    // A copy: whether the plot is zoomed is told by the positions that it has drawn, while the data grow.
    const columns = [[...this.#data.positions(this.#options.axis)]];
    this.#data.series.forEach(({ values, deviation }, k) => {
      columns.push(values);
      const smoothing = this.#smoothings[k];
      if (smoothing) columns.push(smoothing.follow(values));
      if (!deviation) return;
      const edge = (sign) => values.map((value, i) => (value === null ? null : value + sign * (deviation[i] ?? 0)));
      const low = edge(-1);
      // On a logarithmic axis a band that reaches zero ends at a tenth of the value.
      const isBelow = (value) => this.#options.isLogarithmic && value !== null && value <= 0;
      columns.push(edge(1), low.map((value, i) => (isBelow(value) ? (values[i] ?? 1) / 10 : value)));
    });
    return columns;
  }

  /**
   * The range of x where a part is shown, undefined where all is.
   * @returns {{min: number, max: number} | undefined}
   */
  get zoom() {
    const { min, max } = this.plot.scales.x;
    const x = this.plot.data[0];
    if (x.length < 2 || min === undefined || min === null) return undefined;
    return min > x[0] || max < x.at(-1) ? { min, max } : undefined;
  }

  /** The first and last index in view, undefined where all is. */
  get indices() {
    if (!this.zoom) return undefined;
    const [first, last] = this.plot.series[0].idxs;
    return { first, last };
  }

  showAll() {
    this.plot.setData(this.plot.data, true);
  }

  /**
   * Shows the data as they are now; a zoom stays.
   * @param {{min: number, max: number} | undefined} [zoom]
   */
  update(zoom = this.zoom) {
    if (this.#data.revision !== this.#revision) {
      this.#revision = this.#data.revision;
      this.#smoothings = this.#freshSmoothings();
    }
    const columns = this.#columns();
    if (!zoom) {
      this.plot.setData(columns, true);
      return;
    }
    this.plot.batch(() => {
      this.plot.setData(columns, false);
      this.plot.setScale("x", zoom);
    });
  }

  /**
   * Shows or hides series `k`.
   * @param {number} k
   * @param {boolean} isShown
   */
  setShown(k, isShown) {
    const first = this.#first(k);
    this.plot.batch(() => {
      for (let i = first; i < first + this.#counts[k]; i += 1) this.plot.setSeries(i, { show: isShown });
    });
  }

  /**
   * Lets one series stand out, or none.
   * @param {number | null} k
   */
  emphasise(k) {
    if (this.#data.series.length > 2) this.plot.setSeries(k === null ? null : this.#first(k), { focus: true });
  }

  /**
   * The index of uPlot's first series for series `k`.
   * @param {number} k
   */
  #first(k) {
    return 1 + this.#counts.slice(0, k).reduce((sum, count) => sum + count, 0);
  }

  /** How many of uPlot's series each series has. */
  get #counts() {
    return this.#data.series.map(({ deviation }, i) => 1 + (this.#smoothings[i] ? 1 : 0) + (deviation ? 2 : 0));
  }

  resize() {
    const { width, height } = this.#place.getBoundingClientRect();
    const size = { width: Math.floor(width), height: Math.floor(height) };
    if (size.width > 0 && (size.width !== this.plot.width || size.height !== this.plot.height)) this.plot.setSize(size);
  }

  get xName() {
    return names[this.#options.axis];
  }

  redraw() {
    this.plot.redraw(false);
  }

  destroy() {
    this.plot.destroy();
  }
}
