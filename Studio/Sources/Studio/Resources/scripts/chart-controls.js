/** What is around a chart's plot: title, axis, scale, smoothing, table, downloads above; the legend with values below. */
import { colourOf } from "./chart-colours.js";
import { saveCSV, savePNG, saveSVG } from "./chart-export.js";
import { choose, chooseSmoothing, chosenSmoothing, isChosen } from "./chart-state.js";
import { seriesName } from "./chart-table.js";
import { button, element, icon } from "./elements.js";
import { number } from "./numbers.js";

const axisNames = { epoch: "epochs", step: "steps", wall: "time" };

/**
 * The axis of all charts of the page.
 * @type {"epoch" | "step" | "wall" | null}
 */
let chosenAxis = (() => {
  const given = new URLSearchParams(location.search).get("x");
  return given && given in axisNames ? /** @type {"epoch" | "step" | "wall"} */ (given) : null;
})();

export class ChartControls {
  axis = /** @type {"epoch" | "step" | "wall"} */ ("epoch");
  smoothing = 0;
  hasTable;
  /**
   * Series that are hidden.
   * @type {Set<number>}
   */
  hidden = new Set();
  /** @type {boolean | undefined} */ #wantsLogarithmic;
  #hooks;
  #heading;
  #title;
  /** @type {HTMLOutputElement[]} */ #values = [];
  #position = element("li", { class: "quiet" });
  #marks = element("li");
  #xChoice = element("select", { "aria-label": "Horizontal axis" });
  #log = button({ class: "small", "aria-pressed": "false" }, "Log");
  #smooth = element("label");
  #reset = button({ class: "small", hidden: true }, "Show all");
  head = element("div", { class: "chart-head" });
  legend = element("ul", { class: "chart-legend" });

  /**
   * @param {string} id the chart's, under which the URL holds what is chosen
   * @param {Element | null} heading
   * @param {boolean} hasTable
   * @param {{changed: () => void, toggled: (k: number, isShown: boolean) => void,
   *   emphasised: (k: number | null) => void, tabled: () => void, reset: () => void,
   *   plot: () => {plot: any, data: import("./chart-data.js").ChartData} | undefined}} hooks
   * @param {AbortSignal} signal
   */
  constructor(id, heading, hasTable, hooks, signal) {
    [this.hasTable, this.#hooks] = [hasTable || isChosen("table", id), hooks];
    this.smoothing = chosenSmoothing(id);
    this.#wantsLogarithmic = isChosen("log", id) ? true : isChosen("linear", id) ? false : undefined;
    this.#heading = heading ?? element("h3");
    this.#title = this.#heading.textContent?.trim() ?? "";
    this.#xChoice.addEventListener("change", () => {
      chosenAxis = /** @type {typeof chosenAxis} */ (this.#xChoice.value);
      const url = new URL(location.href);
      url.searchParams.set("x", this.#xChoice.value);
      history.replaceState(history.state, "", url);
      document.dispatchEvent(new CustomEvent("studio:axis"));
    });
    document.addEventListener("studio:axis", () => hooks.changed(), { signal });
    this.#log.addEventListener("click", () => {
      if (this.#log.getAttribute("aria-disabled") === "true") return;
      this.#wantsLogarithmic = this.#log.getAttribute("aria-pressed") !== "true";
      choose(this.#wantsLogarithmic ? "log" : "linear", id, true);
      hooks.changed();
    });
    this.#reset.addEventListener("click", () => hooks.reset());
    const slider = element("input", { type: "range", min: "0", max: "0.99", step: "0.01", value: String(this.smoothing) });
    slider.addEventListener("input", () => {
      this.smoothing = Number(slider.value);
      chooseSmoothing(id, this.smoothing);
      hooks.changed();
    });
    this.#smooth.append("Smooth", slider);
    const table = button({ class: "small", "aria-pressed": String(this.hasTable) }, icon("table"), "Table");
    table.addEventListener("click", () => {
      this.hasTable = !this.hasTable;
      choose("table", id, this.hasTable);
      table.setAttribute("aria-pressed", String(this.hasTable));
      hooks.tabled();
    });
    const tools = [this.#reset, this.#smooth, this.#xChoice, this.#log, table, this.#downloads()];
    this.head.append(this.#heading, element("div", { class: "chart-tools" }, ...tools));
  }

  #downloads() {
    const save = {
      CSV: ({ data }) => saveCSV(data),
      PNG: ({ data, plot }) => savePNG(data, plot),
      SVG: ({ data, plot }) => saveSVG(data, plot, { axis: this.axis }),
    };
    const summary = element("summary", { class: "button small icon-only", "aria-label": "Download" }, icon("download"));
    const menu = element("details", { class: "menu" }, summary);
    const entries = Object.entries(save).map(([name, action]) => {
      const run = () => {
        menu.removeAttribute("open");
        const shown = this.#hooks.plot();
        if (shown) action(shown);
      };
      return element("li", {}, button({ onclick: run }, `Download ${name}`));
    });
    menu.append(element("ul", {}, ...entries));
    return menu;
  }

  /**
   * Whether the axis is to be logarithmic, if the values allow it.
   * @param {import("./chart-data.js").ChartData} data
   */
  isLogarithmic(data) {
    return this.#wantsLogarithmic ?? data.prefersLogarithmic;
  }

  /**
   * @param {import("./chart-data.js").ChartData} data
   * @param {boolean} isPositive
   */
  describe(data, isPositive) {
    this.#heading.replaceChildren(data.title || this.#title);
    if (data.unit) this.#heading.append(element("span", { class: "unit" }, ` (${data.unit})`));
    const axes = data.axes;
    this.axis = chosenAxis && axes.includes(chosenAxis) ? chosenAxis : (axes[0] ?? "epoch");
    this.#xChoice.replaceChildren(...axes.map((axis) => element("option", { value: axis }, axisNames[axis])));
    this.#xChoice.value = this.axis;
    this.#xChoice.hidden = axes.length < 2;
    const isLogarithmic = isPositive && this.isLogarithmic(data);
    this.#log.setAttribute("aria-pressed", String(isLogarithmic));
    this.#log.setAttribute("aria-disabled", String(!isPositive));
    this.#log.title = isPositive ? "Logarithmic axis" : "A logarithmic axis needs values that are all positive";
    this.#smooth.hidden = !data.isSmoothable || data.series.every(({ part }) => part === "validation");
    this.#values = data.series.map(() => element("output", { "aria-live": "off" }));
    this.legend.replaceChildren(...data.series.map((series, k) => this.#entry(series, k)), this.#position, this.#marks);
  }

  /**
   * @param {import("./chart-data.js").Series} series
   * @param {number} k
   */
  #entry(series, k) {
    const swatch = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    swatch.setAttribute("class", "swatch");
    swatch.setAttribute("viewBox", "0 0 18 8");
    swatch.setAttribute("aria-hidden", "true");
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    line.setAttribute("d", series.part === "validation" ? "M0 4H18M9 1.5V6.5" : "M0 4H18");
    line.setAttribute("stroke", colourOf(series, k));
    line.setAttribute("stroke-width", series.part === "validation" ? "3" : "2");
    swatch.append(line);
    const state = { "aria-pressed": String(!this.hidden.has(k)), title: "Show or hide" };
    const toggle = button(state, swatch, seriesName(series));
    toggle.addEventListener("click", () => {
      const isShown = this.hidden.has(k);
      if (isShown) this.hidden.delete(k);
      else this.hidden.add(k);
      toggle.setAttribute("aria-pressed", String(isShown));
      this.#hooks.toggled(k, isShown);
    });
    const stand = (isOut) => this.#hooks.emphasised(isOut ? k : null);
    return element("li", { onpointerenter: () => stand(true), onpointerleave: () => stand(false) }, toggle, this.#values[k]);
  }

  /**
   * @param {import("./chart-data.js").ChartData} data
   * @param {number} index
   * @param {string} position
   * @param {string[]} marks
   */
  show(data, index, position, marks) {
    data.series.forEach(({ values, deviation }, k) => {
      const place = this.#values[k];
      if (!place) return;
      // Between two values of a sparse series the one before is meant.
      let at = index;
      while (at > 0 && (values[at] === null || values[at] === undefined)) at -= 1;
      const text = deviation?.[at] ? `${number(values[at])} ± ${number(deviation[at])}` : number(values[at]);
      if (place.textContent !== text) place.textContent = text;
    });
    if (this.#position.textContent !== position) this.#position.textContent = position;
    const text = marks.join(" · ");
    if (this.#marks.textContent !== text) this.#marks.textContent = text;
  }

  /** @param {boolean} isZoomed */
  setZoomed(isZoomed) {
    this.#reset.hidden = !isZoomed;
  }
}
