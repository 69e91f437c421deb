/**
 * <line-chart>: curves that grow live and keep their zoom.
 *
 * Markup:
 *   <line-chart id="loss" data-source="runs/a~b/charts/loss.json"
 *     data-topic="run:a~b"      optional: events of these topics with {"charts": {"loss": TAIL}} (this element's id) append
 *     data-runs="run=a~b&run=c" optional: the document is loaded again when one of these runs has changed; a zoom stays
 *     data-height="240"         optional: pixels
 *     data-table                optional: the table is open at first
 *   ><h3>Loss</h3></line-chart>   what is inside is shown until the script runs; a heading stays as the title
 * The document and TAIL have one form (chart-data.js):
 *   {title, unit, smoothing?: false, scale?: "linear" | "logarithmic", from?,
 *    x: {epoch: […], step: […], wall: [seconds since 1970]},              each optional, one length
 *    series: [{name, part?: "training" | "validation", run?, unit?, values: [number | null], deviation?: […]}],
 *    baselines?: [{name, value}], marks?: [{epoch, step, kind: "snapshot" | "learning-rate" | "resume", text}],
 *    notes?: ["sentence below the chart"]}
 * A tail adds points after those that are there (or changes points of the same step); `from: step` first removes the points
 * from that step on. Series of different units are refused, with the reason. `smoothing: false` for learning rates.
 * The axis is logarithmic where all values are positive, unless `scale` or the unit dB says otherwise, or a person.
 *
 * The page's step (step.js) is a line in every chart; a click, dragging along the axis, or the arrow keys choose it. The axis chosen in one
 * chart (?x=epoch|step|wall) holds for all. Keys in the plot: arrows, Shift for 10, Home, End; + and - zoom, Page Up and
 * Page Down move, 0 shows all. Wheel with Ctrl or in the focused plot, drag, pinch zoom; double click shows all.
 *
 * Script: element.extend(tail), element.setDocument(document), element.reload(). Listens to "chart-append" with a tail as
 * detail. Dispatches "studio:chart" (bubbling) once the document is shown.
 */
import { ChartControls } from "./chart-controls.js";
import { ChartData } from "./chart-data.js";
import { gestures } from "./chart-gestures.js";
import { marksAt } from "./chart-overlays.js";
import { Pace } from "./chart-pace.js";
import { ChartPlot } from "./chart-plot.js";
import { chartTable, positionText, valuesText } from "./chart-table.js";
import { button, element, icon } from "./elements.js";
import { listen } from "./events.js";
import { request } from "./requests.js";
import { followRuns } from "./run-changes.js";
import { steps } from "./step.js";

class LineChart extends HTMLElement {
  /** @type {ChartData | undefined} */ #data;
  /** @type {ChartPlot | undefined} */ #plot;
  /** @type {ChartControls | undefined} */ #controls;
  /** @type {any[] | undefined} */ #waiting;
  #gone = new AbortController();
  #plotGone = new AbortController();
  #place = element("div", { class: "chart-plot", tabindex: "0", role: "group", "aria-roledescription": "chart" });
  #notes = element("p", { class: "quiet", hidden: true });
  #below = element("div");
  #note = element("p", { class: "notice warn", hidden: true });
  #said = element("p", { class: "visually-hidden", role: "status" });
  #pace = new Pace(() => this.#update());
  #isInView = false;
  #isStale = false;
  /** Whether the server has newer values than the document. */
  #isOld = false;
  #tableTimer = 0;
  #seriesCount = 0;
  #isLogarithmic = false;
  #isPositive = true;

  connectedCallback() {
    const { signal } = (this.#gone = new AbortController());
    const title = this.querySelector("h2, h3, h4");
    if (this.dataset.height) this.#place.style.setProperty("--chart-height", `${Number(this.dataset.height)}px`);
    this.#controls = new ChartControls(this.id, title, this.hasAttribute("data-table"), {
      changed: () => this.#rebuild(),
      toggled: (k, isShown) => this.#plot?.setShown(k, isShown),
      emphasised: (k) => this.#plot?.emphasise(k),
      tabled: () => this.#showTable(),
      reset: () => this.#showAll(),
      plot: () => (this.#plot && this.#data ? { plot: this.#plot.plot, data: this.#data } : undefined),
    }, signal);
    this.replaceChildren(this.#controls.head, this.#note, this.#place, this.#controls.legend, this.#notes, this.#below, this.#said);
    const resized = new ResizeObserver(() => this.#plot?.resize());
    resized.observe(this.#place);
    const seen = new IntersectionObserver((entries) => {
      this.#isInView = entries.at(-1)?.isIntersecting ?? false;
      if (!this.#isInView) return;
      if (!this.#data || this.#isOld) this.reload();
      else if (this.#isStale) this.#update();
    }, { rootMargin: "400px" });
    seen.observe(this);
    signal.addEventListener("abort", () => {
      resized.disconnect();
      seen.disconnect();
    });
    for (const topic of (this.dataset.topic ?? "").split(/\s+/).filter(Boolean)) {
      listen(topic, (value) => value?.charts?.[this.id] && this.extend(value.charts[this.id]), signal);
    }
    if (this.dataset.runs) {
      followRuns(this.dataset.runs, () => {
        if (this.#isInView) this.reload();
        else this.#isOld = true;
      }, signal);
    }
    this.addEventListener("chart-append", (event) => this.extend(/** @type {CustomEvent} */ (event).detail), { signal });
    document.addEventListener("studio:reset", () => this.#data && this.reload(), { signal });
    document.addEventListener("studio:theme", () => this.#rebuild(), { signal });
    steps.addEventListener("change", () => {
      this.#plot?.redraw();
      this.#point(null, -1);
    }, { signal });
    if (this.#data) this.#rebuild();
  }

  disconnectedCallback() {
    this.#gone.abort();
    this.#plotGone.abort();
    this.#pace.cancel();
    clearTimeout(this.#tableTimer);
    this.#tableTimer = 0;
    this.#plot?.destroy();
    this.#plot = undefined;
  }

  /** Loads the document again; a zoom stays. */
  async reload() {
    if (!this.dataset.source) return;
    /** @type {any[]} */
    const tails = [];
    this.#waiting = tails;
    this.#isOld = false;
    try {
      const document = await request(this.dataset.source, { signal: this.#gone.signal });
      // The chart is being loaded again already.
      if (this.#waiting !== tails) return;
      this.#waiting = undefined;
      this.setDocument(document);
      for (const tail of tails) this.extend(tail);
    } catch (error) {
      if (this.#waiting !== tails) return;
      this.#waiting = undefined;
      if (error instanceof DOMException) return;
      this.#tell("error", `The chart was not loaded: ${error.message}`,
        button({ class: "small", onclick: () => this.reload() }, "Try again"));
    }
  }

  /** @param {import("./chart-data.js").ChartDocument} document */
  setDocument(document) {
    this.#data = new ChartData(document);
    this.#rebuild();
    this.dispatchEvent(new CustomEvent("studio:chart", { bubbles: true }));
  }

  /** @param {import("./chart-data.js").ChartDocument} tail */
  extend(tail) {
    // A document under way may or may not hold the tail; appending it twice changes nothing.
    this.#waiting?.push(tail);
    if (!this.#data || this.#waiting) return;
    this.#data.append(tail);
    this.#isPositive &&= tail.series.every(({ values }) => values.every((value) => (value ?? 1) > 0));
    this.#isStale = true;
    if (this.#isInView) this.#pace.request();
  }

  /**
   * @param {string} kind
   * @param {string} text
   * @param {HTMLElement} [action]
   */
  #tell(kind, text, action) {
    this.#note.hidden = false;
    this.#note.replaceChildren(icon(kind), element("span", {}, text), ...(action ? [action] : []));
  }

  #update() {
    this.#isStale = false;
    const data = this.#data;
    if (!data || !this.#plot || data.series.length !== this.#seriesCount || (this.#isLogarithmic && !this.#isPositive)) {
      this.#rebuild();
      return;
    }
    // Before the update: the plot takes its new range a moment later.
    const isZoomed = this.#plot.zoom !== undefined;
    this.#plot.update();
    this.#describe();
    this.#controls?.setZoomed(isZoomed);
    this.#showTableLater();
  }

  /** Says below the chart what is not drawn, and why. */
  #describe() {
    const data = this.#data;
    const text = data?.sentences(this.#isLogarithmic).join(" ") ?? "";
    if (this.#notes.textContent !== text) this.#notes.textContent = text;
    this.#notes.hidden = this.#place.hidden || text === "";
  }

  /** Makes the plot anew, with the zoom that it has, where the axis stays. */
  #rebuild() {
    const data = this.#data;
    const controls = this.#controls;
    if (!data || !controls || !this.isConnected) return;
    const [zoomBefore, axisBefore] = [this.#plot?.zoom, controls.axis];
    this.#plotGone.abort();
    this.#plotGone = new AbortController();
    this.#plot?.destroy();
    this.#plot = undefined;
    this.#seriesCount = data.series.length;
    this.#isPositive = data.isPositive;
    controls.describe(data, this.#isPositive);
    const zoom = controls.axis === axisBefore ? zoomBefore : undefined;
    this.#isLogarithmic = this.#isPositive && controls.isLogarithmic(data);
    this.#place.setAttribute("aria-label", `${data.title}: arrow keys choose a step, + and - zoom, 0 shows all; the table holds the same numbers`);
    this.#note.hidden = true;
    if (data.refusal) this.#tell("warning", data.refusal);
    else if (data.length === 0 || data.series.length === 0) this.#tell("info", "No values yet.");
    this.#place.hidden = !this.#note.hidden;
    this.#describe();
    controls.legend.hidden = this.#place.hidden;
    this.#showTable();
    if (this.#place.hidden) return;
    this.#plot = new ChartPlot(data, {
      axis: controls.axis, isLogarithmic: this.#isLogarithmic, hidden: controls.hidden,
      smoothing: data.isSmoothable ? controls.smoothing : 0,
      step: () => steps.current,
      cursor: (index, left) => this.#point(index, left),
      zoomed: () => requestAnimationFrame(() => this.#zoomed(this.#plot?.zoom !== undefined)),
    }, this.#place);
    if (zoom) this.#plot.update(zoom);
    controls.setZoomed(zoom !== undefined);
    const { signal } = this.#plotGone;
    gestures(this.#plot.plot, this.#place, {
      zoomed: (isZoomed) => this.#zoomed(isZoomed), step: (places) => this.#move(places),
      choose: (index) => this.#choose(index), signal,
    });
    this.#point(null, -1);
  }

  /** @param {number} index */
  #choose(index) {
    const step = this.#data?.x.step[index];
    if (step !== undefined) steps.choose(step);
  }

  /** @param {number} places */
  #move(places) {
    const data = this.#data;
    if (!data || data.length === 0) return;
    if (steps.known.length) steps.move(places);
    else {
      const at = steps.current === null ? data.length - 1 : data.indexOfStep(steps.current);
      this.#choose(Math.max(0, Math.min(data.length - 1, at + places)));
    }
    const index = data.indexOfStep(steps.current ?? 0);
    this.#said.textContent = valuesText(data, index);
    this.#point(null, -1);
  }

  /**
   * Shows the values at the cursor, else at the page's step, else the last ones.
   * @param {number | null} index
   * @param {number} left
   */
  #point(index, left) {
    const data = this.#data;
    if (!data || !this.#controls || data.length === 0) return;
    const isCursor = index !== null && index !== undefined && left >= 0;
    const at = isCursor ? index : steps.current === null ? data.length - 1 : data.indexOfStep(steps.current);
    const axis = this.#controls.axis;
    const marks = isCursor && this.#plot ? marksAt(this.#plot.plot, data, axis, left).map((mark) => mark.text) : [];
    const position = data.x[axis][at];
    if (position === undefined) return;
    const text = positionText(axis, position);
    this.#controls.show(data, at, axis === "wall" ? text : `${axis} ${text}`, marks);
  }

  #showAll() {
    this.#plot?.showAll();
    this.#zoomed(false);
  }

  #showTable() {
    const data = this.#data;
    if (!data || !this.#controls?.hasTable) {
      this.#below.replaceChildren();
      return;
    }
    this.#below.replaceChildren(chartTable(data, this.#plot?.indices ?? { first: 0, last: data.length - 1 }));
  }

  /** @param {boolean} isZoomed */
  #zoomed(isZoomed) {
    this.#controls?.setZoomed(isZoomed);
    this.#showTableLater();
  }

  #showTableLater() {
    if (!this.#controls?.hasTable || this.#tableTimer) return;
    this.#tableTimer = setTimeout(() => {
      this.#tableTimer = 0;
      this.#showTable();
    }, 1000);
  }
}

customElements.define("line-chart", LineChart);
