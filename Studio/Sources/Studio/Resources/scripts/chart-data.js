/** The numbers of a line chart: columns of equal length, ordered by step, that grow at their end. */
import { number } from "./numbers.js";

/**
 * @typedef {{epoch?: number[], step?: number[], wall?: number[]}} Positions `wall` in seconds since 1970
 * @typedef {{
 *   name: string, part?: "training" | "validation", run?: string, unit?: string, colour?: number,
 *   values: (number | null)[], deviation?: (number | null)[]
 * }} Series `deviation`: half the height of a band around the values;
 *   `colour`: the number of its colour; its place by default
 * @typedef {{name: string, value: number}} Baseline
 * @typedef {{epoch?: number, step?: number, wall?: number, kind: "snapshot" | "learning-rate" | "resume", text: string}} Mark
 * @typedef {{
 *   title?: string, unit?: string, smoothing?: boolean, scale?: "linear" | "logarithmic", from?: number,
 *   x: Positions, series: Series[],
 *   baselines?: Baseline[], marks?: Mark[], notes?: string[]
 * }} ChartDocument `from`: in a tail, the points from this step on are replaced (a resumed run)
 */

const axes = /** @type {const} */ (["epoch", "step", "wall"]);

/** The maximum number of points: of more every second one is kept, of each kind. */
export const maxPoints = 4000;
/** The maximum number of marks; the oldest go. */
const maxMarks = 200;

export class ChartData {
  title = "";
  unit = "";
  isSmoothable = true;
  /** Whether the axis is logarithmic where nobody has chosen: a decibel is a logarithm already. */
  prefersLogarithmic = true;
  /** @type {Required<Positions>} */
  x = { epoch: [], step: [], wall: [] };
  /** @type {Series[]} */
  series = [];
  /** @type {Baseline[]} */
  baselines = [];
  /**
   * Sentences below the chart.
   * @type {string[]}
   */
  notes = [];
  /** @type {Mark[]} */
  marks = [];
  #known = { min: Infinity, max: 0, length: -1, revision: -1 };
  /** Changes whenever points other than new ones at the end have changed. */
  revision = 0;

  /** @param {ChartDocument} document */
  constructor(document) {
    this.title = document.title ?? "";
    this.unit = document.unit ?? "";
    this.isSmoothable = document.smoothing ?? !/learning.rate/i.test(this.title);
    this.prefersLogarithmic = document.scale ? document.scale === "logarithmic" : this.unit !== "dB";
    this.append(document);
  }

  get length() {
    return this.#order.length;
  }

  /** The axes that the document has a position on for every point. */
  get axes() {
    // A document may hold null where a position is not known.
    const isWhole = (positions) => positions.length === this.length && !positions.includes(null);
    return axes.filter((axis) => this.length > 0 && isWhole(this.x[axis]));
  }

  /** What orders the points: steps, or epochs or times where there are none. */
  get #order() {
    return this.x.step.length ? this.x.step : this.x.epoch.length ? this.x.epoch : this.x.wall;
  }

  /** Why the series cannot be drawn on one axis; undefined where they can. */
  get refusal() {
    const units = [...new Set(this.series.map((series) => series.unit ?? this.unit))];
    if (units.length < 2) return undefined;
    const names = units.map((unit) => unit || "no unit").join(" and ");
    return `Not drawn: ${names} cannot share an axis, as equal heights would not be equal values. ` +
      "Compare a metric that all of them have, such as mse01 or psnr; the table shows the numbers.";
  }

  /** Whether a logarithmic axis is possible: every value positive. */
  get isPositive() {
    let some = false;
    for (const { values } of this.series) {
      for (const value of values) {
        if (value === null) continue;
        if (!(value > 0)) return false;
        some = true;
      }
    }
    return some;
  }

  /** The range of all values, found again after points have come. */
  get #extent() {
    if (this.#known.length === this.length && this.#known.revision === this.revision) return this.#known;
    let [min, max] = [Infinity, 0];
    for (const { values } of this.series) {
      for (const value of values) if (value !== null) [min, max] = [Math.min(min, value), Math.max(max, value)];
    }
    return (this.#known = { min, max, length: this.length, revision: this.revision });
  }

  /**
   * The baselines that are drawn, and those that are not: on a logarithmic axis one that is further than two decades from
   * all values would press the curves flat.
   * @param {boolean} isLogarithmic
   * @returns {{drawn: Baseline[], left: Baseline[]}}
   */
  baselinesOn(isLogarithmic) {
    if (!isLogarithmic) return { drawn: this.baselines, left: [] };
    const { min, max } = this.#extent;
    const isNear = ({ value }) => value > 0 && (max === 0 || (value >= min / 100 && value <= max * 100));
    return { drawn: this.baselines.filter(isNear), left: this.baselines.filter((line) => !isNear(line)) };
  }

  /**
   * What is said below the chart: its notes, and which baselines are not drawn.
   * @param {boolean} isLogarithmic
   */
  sentences(isLogarithmic) {
    const far = this.baselinesOn(isLogarithmic).left.map(({ name, value }) =>
      `${name} (${number(value)}) is not drawn: it is so far from the curves that its line would press them flat.`);
    return [...this.notes, ...far];
  }

  /**
   * Adds the points of a tail; a point of a step that is there is changed.
   * @param {ChartDocument} tail
   */
  append(tail) {
    if (tail.from !== undefined) this.#truncate(tail.from);
    const incoming = tail.x.step ?? tail.x.epoch ?? tail.x.wall ?? [];
    const places = tail.series.map((series) => this.#place(series));
    for (let i = 0; i < incoming.length; i += 1) {
      const at = this.#room(incoming[i], tail.x, i);
      tail.series.forEach((series, k) => {
        const target = this.series[places[k]];
        const value = series.values[i];
        if (value !== null && value !== undefined) target.values[at] = value;
        if (target.deviation) target.deviation[at] = series.deviation?.[i] ?? target.deviation[at];
      });
    }
    if (tail.baselines) this.baselines = tail.baselines;
    if (tail.notes) this.notes = tail.notes;
    for (const mark of tail.marks ?? []) {
      if (!this.marks.some((other) => other.kind === mark.kind && other.step === mark.step && other.text === mark.text)) {
        this.marks.push(mark);
      }
    }
    if (this.marks.length > maxMarks) this.marks = this.marks.slice(-maxMarks);
    if (this.length > maxPoints) this.#thin();
  }

  /** Removes every second point of those that have values of the same series; never the last. */
  #thin() {
    /** @type {Map<string, number>} */
    const seen = new Map();
    const kept = this.#order.map((_, i) => {
      const kind = this.series.map(({ values }) => (values[i] === null ? "0" : "1")).join("");
      const count = seen.get(kind) ?? 0;
      seen.set(kind, count + 1);
      return count % 2 === 0 || i === this.length - 1;
    });
    const thinned = (column) => column.filter((_, i) => kept[i]);
    for (const axis of axes) this.x[axis] = thinned(this.x[axis]);
    for (const series of this.series) {
      series.values = thinned(series.values);
      if (series.deviation) series.deviation = thinned(series.deviation);
    }
    this.revision += 1;
  }

  /**
   * The index of a series, which is made where it is new.
   * @param {Series} series
   */
  #place(series) {
    const at = this.series.findIndex(
      (other) => other.name === series.name && other.part === series.part && other.run === series.run,
    );
    if (at >= 0) return at;
    const nothing = () => new Array(this.length).fill(null);
    this.series.push({ ...series, values: nothing(), deviation: series.deviation ? nothing() : undefined });
    this.revision += 1;
    return this.series.length - 1;
  }

  /**
   * The index of the point at `position`, which is made where there is none.
   * @param {number} position
   * @param {Positions} x
   * @param {number} i
   */
  #room(position, x, i) {
    const order = this.#order;
    let at = order.length;
    while (at > 0 && order[at - 1] > position) at -= 1;
    if (at > 0 && order[at - 1] === position) {
      if (at < order.length || this.series.some((series) => series.values[at - 1] !== null)) this.revision += 1;
      return at - 1;
    }
    if (at < order.length) this.revision += 1;
    for (const axis of axes) {
      const given = x[axis];
      if (given) this.x[axis].splice(at, 0, given[i]);
    }
    for (const series of this.series) {
      series.values.splice(at, 0, null);
      series.deviation?.splice(at, 0, null);
    }
    return at;
  }

  /**
   * Removes the points from a step on.
   * @param {number} step
   */
  #truncate(step) {
    const order = this.#order;
    let end = order.length;
    while (end > 0 && order[end - 1] >= step) end -= 1;
    if (end === order.length) return;
    for (const axis of axes) if (this.x[axis].length > end) this.x[axis].length = end;
    for (const series of this.series) {
      series.values.length = end;
      if (series.deviation) series.deviation.length = end;
    }
    this.marks = this.marks.filter((mark) => (mark.step ?? -1) < step);
    this.revision += 1;
  }

  /**
   * The positions on an axis, never falling: a clock that was moved back must not fold the curve.
   * @param {"epoch" | "step" | "wall"} axis
   */
  positions(axis) {
    const x = this.x[axis];
    let greatest = -Infinity;
    if (x.every((value) => value >= greatest && ((greatest = value), true))) return x;
    greatest = -Infinity;
    return x.map((value) => (greatest = Math.max(greatest, value)));
  }

  /**
   * The index of the point nearest to a step.
   * @param {number} step
   */
  indexOfStep(step) {
    const x = this.x.step;
    let [low, high] = [0, x.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (x[middle] < step) low = middle + 1;
      else high = middle;
    }
    return low > 0 && step - x[low - 1] < x[low] - step ? low - 1 : low;
  }
}
