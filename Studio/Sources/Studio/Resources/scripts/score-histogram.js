/**
 * <score-histogram>: how many images have a score, with a threshold that is dragged.
 *
 * Script: element.show({title, edges: [n + 1 numbers], series: [{name, counts: [n]}], threshold: number | null,
 *   largerIsBetter}) draws one series, or two behind each other, each as shares of its own images. A table with the numbers is
 *   below.
 * Dispatches "studio:threshold" (bubbling) with {value} while the threshold moves: by pointer anywhere in the plot, or with
 * the keyboard at the line (a slider): arrows, Shift for ten steps, Page Up and Page Down, Home and End; Delete removes it
 * (value null).
 */
import { drawn, short, ticks } from "./score-axis.js";
import { element } from "./elements.js";
import { number } from "./numbers.js";

const [height, left, right, top, bottom] = [220, 8, 8, 14, 24];
/** The steps of the keyboard from end to end. */
const steps = 200;

/**
 * @typedef {{title: string, edges: number[], series: {name: string, counts: number[]}[], threshold: number | null,
 *   largerIsBetter?: boolean}} Shown
 */

class ScoreHistogram extends HTMLElement {
  /** @type {Shown | undefined} */ #shown;
  #plot = drawn("svg", { class: "score-plot", height, role: "group", "aria-roledescription": "chart" });
  #legend = element("ul", { class: "chart-legend" });
  #table = element("details", { class: "score-bins" });
  #drawing = drawn("g", {});
  #slider = drawn("g", { class: "threshold", role: "slider", tabindex: 0, "aria-label": "Threshold" });
  #drawnWidth = 0;
  #isDragging = false;

  connectedCallback() {
    if (this.#plot.isConnected) return;
    this.#plot.append(this.#drawing, this.#slider);
    this.append(this.#plot, this.#legend, this.#table);
    new ResizeObserver(() => this.clientWidth !== this.#drawnWidth && this.#draw()).observe(this);
    const move = (/** @type {PointerEvent} */ event) => this.#tell(this.#valueAt(event.clientX));
    this.#plot.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || !this.#shown) return;
      this.#isDragging = true;
      this.#plot.setPointerCapture(event.pointerId);
      this.#slider.focus();
      event.preventDefault();
      move(event);
    });
    this.#plot.addEventListener("pointermove", (event) => this.#isDragging && move(event));
    for (const name of ["pointerup", "pointercancel"]) this.#plot.addEventListener(name, () => (this.#isDragging = false));
    this.#slider.addEventListener("keydown", (event) => this.#key(/** @type {KeyboardEvent} */ (event)));
  }

  /** @param {Shown} shown */
  show(shown) {
    this.#shown = shown;
    this.#draw();
  }

  /** The threshold, as it is drawn.  @param {number | null} value */
  set threshold(value) {
    if (!this.#shown) return;
    this.#shown.threshold = value;
    this.#mark();
  }

  get #ends() {
    const edges = this.#shown?.edges ?? [0, 1];
    return [edges[0], edges[edges.length - 1]];
  }

  /** @param {number} value */
  #x(value) {
    const [low, high] = this.#ends;
    const share = Math.max(0, Math.min(1, (value - low) / (high - low || 1)));
    return left + share * (this.#drawnWidth - left - right);
  }

  /** @param {number} place of the pointer in the window */
  #valueAt(place) {
    const [low, high] = this.#ends;
    const box = this.#plot.getBoundingClientRect();
    const share = (place - box.left - left) / (box.width - left - right);
    return low + Math.max(0, Math.min(1, share)) * (high - low);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const [low, high] = this.#ends;
    const step = ((high - low) / steps) * (event.shiftKey ? 10 : 1);
    const now = this.#shown?.threshold ?? this.#end;
    const next = {
      ArrowRight: now + step, ArrowUp: now + step, ArrowLeft: now - step, ArrowDown: now - step,
      PageUp: now + 20 * step, PageDown: now - 20 * step, Home: low, End: high,
    }[event.key];
    if (event.key === "Delete" || event.key === "Backspace") this.#tell(null);
    else if (next === undefined) return;
    else this.#tell(Math.max(low, Math.min(high, next)));
    event.preventDefault();
  }

  /** Where the threshold waits while there is none: beyond all images. */
  get #end() {
    const [low, high] = this.#ends;
    return this.#shown?.largerIsBetter ? low : high;
  }

  /** @param {number | null} value */
  #tell(value) {
    // Digits beyond what is drawn only make addresses long; at the ends all of them count.
    const digits = value !== null && this.#ends.includes(value) ? 9 : 5;
    const rounded = value === null ? null : Number(value.toPrecision(digits));
    this.threshold = rounded;
    this.dispatchEvent(new CustomEvent("studio:threshold", { bubbles: true, detail: { value: rounded } }));
  }

  #draw() {
    const shown = this.#shown;
    if (!shown || !this.isConnected || this.clientWidth === 0) return;
    this.#drawnWidth = this.clientWidth;
    const width = this.#drawnWidth;
    this.#plot.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.#plot.setAttribute("width", String(width));
    this.#plot.setAttribute("aria-label", `${shown.title}: number of images by score`);
    const isShare = shown.series.length > 1;
    const totals = shown.series.map(({ counts }) => (isShare ? Math.max(1, counts.reduce((a, b) => a + b, 0)) : 1));
    const greatest = Math.max(...shown.series.flatMap(({ counts }, k) => counts.map((count) => count / totals[k]))) || 1;
    const bars = shown.series.map(({ name, counts }, k) => drawn("g", { class: `bars bars-${k + 1}` },
      ...counts.map((count, bin) => {
        const [from, to] = [this.#x(shown.edges[bin]), this.#x(shown.edges[bin + 1])];
        const tall = count === 0 ? 0 : Math.max(1, (count / totals[k] / greatest) * (height - top - bottom));
        return drawn("rect", {
          x: from.toFixed(1), width: Math.max(1, to - from - 1).toFixed(1), y: (height - bottom - tall).toFixed(1),
          height: tall.toFixed(1),
        }, drawn("title", {}, `${name ? `${name}, ` : ""}${short(shown.edges[bin])} to ${short(shown.edges[bin + 1])}: ${number(count)}`));
      })));
    const [low, high] = this.#ends;
    const axis = drawn("g", { class: "axis", "aria-hidden": "true" },
      drawn("line", { x1: left, x2: width - right, y1: height - bottom, y2: height - bottom }),
      ...ticks(low, high, Math.max(2, Math.floor(width / 90))).map((tick) => {
        const isNearEnd = this.#x(tick) > width - 24;
        return drawn("text", {
          x: this.#x(tick).toFixed(1), y: height - 7, "text-anchor": isNearEnd ? "end" : this.#x(tick) < 24 ? "start" : "middle",
        }, short(tick));
      }),
      drawn("text", { x: left, y: 10 }, isShare ? `${(100 * greatest).toFixed(1)}% of each` : number(greatest)));
    this.#drawing.replaceChildren(...bars, axis);
    this.#legend.replaceChildren(...(shown.series.length < 2 ? [] : shown.series.map(({ name, counts }, k) =>
      element("li", {}, element("span", { class: `swatch bars-${k + 1}` }),
        `${name} (${number(counts.reduce((a, b) => a + b, 0))})`))));
    this.#fillTable(shown);
    this.#mark();
  }

  /** @param {Shown} shown */
  #fillTable(shown) {
    const isOpen = this.#table.hasAttribute("open");
    const head = element("tr", {}, element("th", {}, "From"), element("th", {}, "to"),
      ...shown.series.map(({ name }) => element("th", { class: "number" }, name || "Images")));
    const rows = shown.edges.slice(0, -1).map((from, bin) => element("tr", {},
      element("td", {}, short(from)), element("td", {}, short(shown.edges[bin + 1])),
      ...shown.series.map(({ counts }) => element("td", { class: "number" }, number(counts[bin])))));
    this.#table.replaceChildren(element("summary", {}, "Table"),
      element("div", { class: "table-scroll chart-table", tabindex: "0", role: "region", "aria-label": "Images by score" },
        element("table", { class: "full" }, element("thead", {}, head), element("tbody", {}, ...rows))));
    this.#table.toggleAttribute("open", isOpen);
  }

  /** Draws the threshold, and colours the bars beyond it. */
  #mark() {
    const shown = this.#shown;
    if (!shown) return;
    const [low, high] = this.#ends;
    const value = shown.threshold;
    const x = this.#x(value ?? this.#end);
    this.#slider.replaceChildren(
      drawn("rect", { class: "grip", x: (x - 12).toFixed(1), y: 0, width: 24, height: height - bottom }),
      drawn("line", { x1: x.toFixed(1), x2: x.toFixed(1), y1: 4, y2: height - bottom }),
      drawn("circle", { cx: x.toFixed(1), cy: 8, r: 6 }));
    this.#slider.classList.toggle("none", value === null);
    this.#slider.setAttribute("aria-valuemin", String(low));
    this.#slider.setAttribute("aria-valuemax", String(high));
    this.#slider.setAttribute("aria-valuenow", String(value ?? this.#end));
    this.#slider.setAttribute("aria-valuetext", value === null ? "none" : number(value));
    if (shown.series.length > 1) return;
    this.#plot.querySelectorAll(".bars rect").forEach((bar, bin) => {
      const middle = (shown.edges[bin] + shown.edges[bin + 1]) / 2;
      const isBeyond = value !== null && (shown.largerIsBetter ? middle <= value : middle >= value);
      bar.classList.toggle("beyond", isBeyond);
    });
  }
}

customElements.define("score-histogram", ScoreHistogram);
