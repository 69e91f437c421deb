/**
 * <roc-curve>: anomalous images that are found against normal ones that are called anomalous, at each threshold.
 *
 * Script: element.show({points: [{threshold, true_positives, false_positives}], normal, anomalous, auroc}); element.threshold
 * moves the mark. A table with every twentieth of the points is below.
 * Dispatches "studio:threshold" (bubbling) with {value}: by pointer on the curve, or with the keyboard at the mark (a slider):
 * arrows, Shift for ten points, Home and End.
 */
import { drawn } from "./score-axis.js";
import { element } from "./elements.js";
import { number } from "./numbers.js";

const [size, left, bottom, top] = [280, 34, 30, 8];
const inner = size - left - top;

/** @typedef {{threshold: number | null, true_positives: number, false_positives: number}} Point */
/** @typedef {{points: Point[], normal: number, anomalous: number, auroc: number}} Curve */

class RocCurve extends HTMLElement {
  /** @type {Curve | undefined} */ #curve;
  #at = 0;
  #isDragging = false;
  #plot = drawn("svg", {
    class: "score-plot roc", role: "group", "aria-roledescription": "chart",
  });
  #drawing = drawn("g", {});
  #mark = drawn("circle", { class: "threshold", r: 7, role: "slider", tabindex: 0, "aria-label": "Threshold on the ROC curve" });
  #table = element("details", { class: "score-bins" });

  connectedCallback() {
    if (this.#plot.isConnected) return;
    this.#plot.append(this.#drawing, this.#mark);
    this.append(this.#plot, this.#table);
    const move = (/** @type {PointerEvent} */ event) => this.#tell(this.#nearest(event));
    this.#plot.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || !this.#curve) return;
      this.#isDragging = true;
      this.#plot.setPointerCapture(event.pointerId);
      this.#mark.focus();
      event.preventDefault();
      move(event);
    });
    this.#plot.addEventListener("pointermove", (event) => this.#isDragging && move(event));
    for (const name of ["pointerup", "pointercancel"]) this.#plot.addEventListener(name, () => (this.#isDragging = false));
    this.#mark.addEventListener("keydown", (event) => this.#key(/** @type {KeyboardEvent} */ (event)));
  }

  /** @param {Curve} curve */
  show(curve) {
    this.#curve = curve;
    const path = curve.points.map((point, k) => `${k ? "L" : "M"}${this.#x(point).toFixed(1)} ${this.#y(point).toFixed(1)}`).join("");
    const lines = [0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
      drawn("line", { class: "grid", x1: left + share * inner, x2: left + share * inner, y1: top, y2: top + inner }),
      drawn("line", { class: "grid", x1: left, x2: left + inner, y1: top + share * inner, y2: top + share * inner }),
    ]);
    const texts = [0, 0.5, 1].flatMap((share) => [
      drawn("text", { x: left + share * inner, y: top + inner + 14, "text-anchor": share === 1 ? "end" : "middle" }, String(share)),
      drawn("text", { x: left - 5, y: top + (1 - share) * inner + 4, "text-anchor": "end" }, String(share)),
    ]);
    this.#plot.setAttribute("viewBox", `0 0 ${size} ${top + inner + bottom}`);
    this.#plot.setAttribute("aria-label", `ROC curve, area ${number(curve.auroc)}`);
    this.#drawing.replaceChildren(
      drawn("g", { "aria-hidden": "true" }, ...lines, drawn("g", { class: "axis" }, ...texts,
        drawn("text", { x: left + inner / 2, y: top + inner + 27, "text-anchor": "middle" }, "normal ones called anomalous"),
        drawn("text", {
          x: 10, y: top + inner / 2, "text-anchor": "middle", transform: `rotate(-90 10 ${top + inner / 2})`,
        }, "anomalous ones found"))),
      drawn("line", { class: "chance", x1: left, y1: top + inner, x2: left + inner, y2: top }),
      drawn("path", { class: "curve", d: path }));
    this.#fillTable(curve);
    this.#show();
  }

  /** @param {number | null} value */
  set threshold(value) {
    const points = this.#curve?.points ?? [];
    // The points go by descending threshold: the last that is not below the value has its counts.
    let at = 0;
    const wanted = Math.fround(value ?? Infinity);
    while (at + 1 < points.length && (points[at + 1].threshold ?? Infinity) >= wanted) at += 1;
    this.#at = at;
    this.#show();
  }

  /** @param {Point} point */
  #x(point) {
    return left + (point.false_positives / Math.max(1, this.#curve?.normal ?? 1)) * inner;
  }

  /** @param {Point} point */
  #y(point) {
    return top + (1 - point.true_positives / Math.max(1, this.#curve?.anomalous ?? 1)) * inner;
  }

  /** @param {PointerEvent} event */
  #nearest(event) {
    const box = this.#plot.getBoundingClientRect();
    const scale = size / box.width;
    const [x, y] = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
    const distances = (this.#curve?.points ?? []).map((point) => Math.hypot(this.#x(point) - x, this.#y(point) - y));
    return distances.indexOf(Math.min(...distances));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const last = (this.#curve?.points.length ?? 1) - 1;
    const step = event.shiftKey ? 10 : 1;
    const next = {
      ArrowRight: this.#at + step, ArrowUp: this.#at + step, ArrowLeft: this.#at - step, ArrowDown: this.#at - step,
      Home: 1, End: last,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.#tell(Math.max(1, Math.min(last, next)));
  }

  /** @param {number} at */
  #tell(at) {
    const point = this.#curve?.points[at];
    if (!point || at === this.#at) return;
    // Before the first point nothing is called anomalous, at any threshold.
    this.#at = point.threshold === null ? 1 : at;
    this.#show();
    const value = this.#curve?.points[this.#at]?.threshold;
    if (value === undefined || value === null) return;
    // Nine digits tell all scores apart.
    const detail = { value: Number(value.toPrecision(9)) };
    this.dispatchEvent(new CustomEvent("studio:threshold", { bubbles: true, detail }));
  }

  #show() {
    const point = this.#curve?.points[this.#at];
    if (!point || !this.#curve) return;
    this.#mark.setAttribute("cx", this.#x(point).toFixed(1));
    this.#mark.setAttribute("cy", this.#y(point).toFixed(1));
    this.#mark.setAttribute("aria-valuemin", "0");
    this.#mark.setAttribute("aria-valuemax", String(this.#curve.points.length - 1));
    this.#mark.setAttribute("aria-valuenow", String(this.#at));
    const [found, alarms] = [point.true_positives / this.#curve.anomalous, point.false_positives / this.#curve.normal];
    this.#mark.setAttribute("aria-valuetext", `threshold ${point.threshold === null ? "none" : number(point.threshold)}: `
      + `${(100 * found).toFixed(1)}% found, ${(100 * alarms).toFixed(1)}% false alarms`);
  }

  /** @param {Curve} curve */
  #fillTable(curve) {
    const chosen = curve.points.filter((_, k) => k % Math.max(1, Math.floor(curve.points.length / 20)) === 0);
    const rows = chosen.map((point) => element("tr", {},
      element("td", { class: "number" }, point.threshold === null ? "none" : number(point.threshold)),
      element("td", { class: "number" }, number(point.false_positives / curve.normal)),
      element("td", { class: "number" }, number(point.true_positives / curve.anomalous))));
    this.#table.replaceChildren(element("summary", {}, "Table"),
      element("div", { class: "table-scroll chart-table", tabindex: "0", role: "region", "aria-label": "Points of the ROC curve" },
        element("table", { class: "full" },
          element("thead", {}, element("tr", {}, ...["Threshold", "False-positive rate", "True-positive rate"].map((name) =>
            element("th", { class: "number" }, name)))), element("tbody", {}, ...rows))));
  }
}

customElements.define("roc-curve", RocCurve);
