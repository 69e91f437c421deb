/**
 * <latent-space>: the codes of a run's images, to look at and to walk in. Its parts are in latent-*.js and scatter-*.js.
 *
 * Markup: latent.mustache, whose elements have data-place="…" and forms with the names of LatentState.
 *   <latent-space data-url="runs/a~b/latent" data-topic="latent:a~b">
 * The topic's events are LatentWork: {kind, state, share, text}.
 *
 * Dispatches "latent:document" after the document was read, "latent:ready" once there are codes, "latent:map" {map, isThere}
 * when another map is chosen, "latent:selection" {points} after the selection has changed, "latent:point" {place, isPinned}
 * where a point is to be shown. A place is {point}, {position: [x, y]} in the map that is shown, or {code}.
 */
import { button, element, icon } from "./elements.js";
import { listen } from "./events.js";
import { describeKeys } from "./keyboard.js";
import { classMark, drawRamp, plainStyle, stylesOfClasses, stylesOfNumbers } from "./latent-colours.js";
import { LatentData, mapParameters } from "./latent-data.js";
import { LatentGrid } from "./latent-grid.js";
import { LatentLine } from "./latent-line.js";
import { LatentNeighbours } from "./latent-neighbours.js";
import { LatentPoint } from "./latent-point.js";
import { LatentSamples } from "./latent-samples.js";
import { lassoText, selected, terms, text } from "./latent-selection.js";
import { LatentState } from "./latent-state.js";
import { LatentTable } from "./latent-table.js";
import { LatentUnits } from "./latent-units.js";
import { LatentWork } from "./latent-work.js";
import { number } from "./numbers.js";
import { ScatterGestures } from "./scatter-gestures.js";
import { ScatterView } from "./scatter-view.js";
import { toast } from "./toasts.js";

/** @typedef {{point?: number, position?: [number, number], code?: number[]}} Place */

class LatentSpace extends HTMLElement {
  state = new LatentState();
  /** @type {LatentData} */ data;
  /** @type {ScatterView} */ view;
  /** @type {ScatterGestures} */ gestures;
  /** @type {Uint32Array | null} */ chosen = null;
  /** The map that is shown: PCA until the chosen one is computed. */
  shownMap = "pca";
  #turn = 0;

  connectedCallback() {
    const url = new URL(this.dataset.url ?? "", document.baseURI);
    this.data = new LatentData(url, { data: this.state.get("data"), part: this.state.get("part") });
    this.view = new ScatterView(this.place("map"));
    this.gestures = new ScatterGestures(this.view);
    this.#choices();
    this.#modes();
    const work = new LatentWork(this);
    for (const Part of [LatentPoint, LatentGrid, LatentLine, LatentUnits, LatentSamples, LatentNeighbours, LatentTable]) new Part(this);
    for (const topic of (this.dataset.topic ?? "").split(/\s+/).filter(Boolean)) listen(topic, (value) => work.show(value));
    document.addEventListener("studio:reset", () => this.load());
    document.addEventListener("studio:theme", () => this.#colour());
    this.view.addEventListener("restored", () => this.#draw());
    this.view.addEventListener("lasso", (event) => {
      const { polygon } = /** @type {CustomEvent} */ (event).detail;
      this.state.set({ select: lassoText(polygon, this.shownMap) });
      this.open("panel-selection");
    });
    this.state.addEventListener("change", (event) => this.#changed(/** @type {CustomEvent<Set<string>>} */ (event).detail));
    describeKeys("Map of the codes", [
      { keys: "← → ↑ ↓", name: "The next point that way; with Shift move the map" }, { keys: "Enter", name: "Keep the point" },
      { keys: "+ − 0", name: "Enlarge, reduce, show all" }, { keys: "Shift", name: "With a drag: lasso" },
      { keys: "Alt", name: "With a drag: a line" },
    ]);
    this.load();
  }

  /** An element of the page's template. @param {string} name */
  place(name) {
    const found = this.querySelector(`[data-place="${name}"]`);
    if (!(found instanceof HTMLElement)) throw new Error(`no place ${name}`);
    return found;
  }

  /** The class to decode, for a model of classes, as bodies of requests have it. */
  get labelField() {
    const choice = this.querySelector("select[data-place=label]");
    return choice instanceof HTMLSelectElement ? { label: Number(choice.value) } : {};
  }

  /** The map that is shown, as bodies of requests have it. */
  get mapFields() {
    const { map, x, y } = mapParameters(this.shownMap);
    return { ...(x === undefined ? { map } : { map, x: Number(x), y: Number(y) }), ...this.labelField };
  }

  /** Shows the tab whose panel has this id. @param {string} panel */
  open(panel) {
    const tab = this.querySelector(`[role="tab"][aria-controls="${panel}"]`);
    if (tab instanceof HTMLElement && tab.getAttribute("aria-selected") !== "true") tab.click();
  }

  /** Says what went wrong. @param {any} error */
  fail(error) {
    if (!(error instanceof DOMException && error.name === "AbortError")) toast(error.message, { kind: "bad" });
  }

  /** @param {Place} place @param {boolean} isPinned */
  show(place, isPinned) {
    this.dispatchEvent(new CustomEvent("latent:point", { detail: { place, isPinned } }));
  }

  /** Asks what there is, and shows it. */
  async load() {
    try {
      const { state, table } = await this.data.load();
      this.place("codes").hidden = state !== "ready";
      this.dispatchEvent(new Event("latent:document"));
      if (!table) return;
      this.#ranges();
      await this.#draw();
      this.dispatchEvent(new Event("latent:ready"));
      await this.#select();
    } catch (error) {
      this.fail(error);
    }
  }

  #choices() {
    const form = /** @type {HTMLFormElement} */ (this.place("choices"));
    const controls = /** @type {HTMLInputElement[]} */ ([...form.elements].filter((control) => "name" in control && control.name));
    const arrange = () => {
      for (const control of controls) control.value = this.state.get(/** @type {any} */ (control.name)) || control.value;
      this.place("axes").hidden = this.state.get("map") !== "code";
      this.place("unit").hidden = this.state.get("colour") !== "unit";
    };
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", (event) => {
      const control = /** @type {HTMLInputElement} */ (event.target);
      // Other images are another page: nothing of the old ones stays.
      if (control.name === "data" || control.name === "part") {
        const url = new URL(location.href);
        url.search = "";
        for (const { name, value } of controls) if ((name === "data" || (name === "part" && control.name === "part")) && value) url.searchParams.set(name, value);
        location.assign(url);
        return;
      }
      if (!control.reportValidity()) return;
      this.state.set({ [control.name]: control.value });
    });
    this.state.addEventListener("change", arrange);
    arrange();
  }

  #modes() {
    const modes = /** @type {HTMLButtonElement[]} */ ([...this.querySelectorAll("[data-mode]")]);
    for (const chosen of modes) {
      chosen.addEventListener("click", () => {
        this.gestures.mode = chosen.dataset.mode ?? "look";
        this.place("map").dataset.gesture = this.gestures.mode;
        for (const mode of modes) mode.setAttribute("aria-pressed", String(mode === chosen));
      });
    }
    for (const [name, run] of /** @type {[string, () => void][]} */ ([
      ["larger", () => this.view.zoom(1.4)], ["smaller", () => this.view.zoom(1 / 1.4)], ["all", () => this.view.showAll()],
    ])) this.querySelector(`[data-zoom="${name}"]`)?.addEventListener("click", run);
  }

  /** Units are numbered up to the size of the code. */
  #ranges() {
    const { size } = this.data.document.table;
    for (const name of ["x", "y", "unit"]) {
      const control = this.querySelector(`[name="${name}"]`);
      if (control instanceof HTMLInputElement) control.max = String(name === "unit" ? size - 1 : Math.max(1, size - 1));
    }
  }

  /** @param {Set<string>} changed */
  async #changed(changed) {
    if (!this.data.document?.table) return;
    try {
      if (["map", "x", "y"].some((name) => changed.has(name))) await this.#draw();
      else if (changed.has("colour") || changed.has("unit")) await this.#colour();
      if (changed.has("select")) await this.#select();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Draws the chosen map; the one before stays where it is still being computed. */
  async #draw() {
    const turn = (this.#turn += 1);
    const { maps } = this.data.document.table;
    const { map } = mapParameters(this.state.map);
    const isThere = map === "code" || maps.some((known) => known.map === map && known.state === "ready");
    this.shownMap = isThere ? this.state.map : "pca";
    this.dispatchEvent(new CustomEvent("latent:map", { detail: { map, isThere } }));
    const positions = await this.data.positions(this.shownMap);
    if (turn !== this.#turn) return;
    this.view.cross = null;
    this.view.line = [];
    this.view.setPositions(positions);
    await this.#colour();
    this.view.setChosen(this.chosen);
    const isCode = this.data.document.table.size === 2;
    const first = this.querySelector("select[name=map] option[value=pca]");
    if (first) first.textContent = isCode ? "the code itself" : "PCA";
    const names = { pca: isCode ? "the two units of the code" : "principal components", code: `units ${this.state.get("x")} and ${this.state.get("y")}`, tsne: "t-SNE", umap: "UMAP" };
    const shown = names[isThere ? map : "pca"];
    this.place("map").setAttribute("aria-label", `${number(this.data.count)} codes by ${shown}`);
    this.place("map-name").textContent = `${number(this.data.count)} points, ${shown}`;
  }

  async #colour() {
    const { table } = this.data.document ?? {};
    if (!table) return;
    const kind = this.state.get("colour");
    const legend = this.place("legend");
    if (kind === "label" && table.classes.length) {
      this.view.setStyle(stylesOfClasses(await this.data.column("label")));
      legend.replaceChildren(this.#classLegend(table.classes));
      return;
    }
    const column = kind === "error" && table.has_errors ? "error" : kind === "unit" ? `unit${this.state.get("unit")}` : "";
    if (!column) {
      this.view.setStyle(plainStyle(this.data.count));
      const why = kind === "label" ? "The images have no classes." : kind === "error" ? "The errors are not known." : "";
      legend.replaceChildren(element("p", { class: "quiet" }, why));
      return;
    }
    const style = stylesOfNumbers(await this.data.column(column));
    this.view.setStyle(style);
    const canvas = element("canvas", { width: 160, height: 10, class: "ramp", "aria-hidden": "true" });
    drawRamp(canvas);
    const [low, high] = (style.range ?? [0, 1]).map(number);
    const name = kind === "error" ? "mean squared error of pixels" : `unit ${this.state.get("unit")}`;
    legend.replaceChildren(element("p", { class: "ramp-legend" }, element("span", {}, `${name}: ${low}`), canvas, element("span", {}, high),
      element("small", {}, "the 2nd and the 98th percentile")));
  }

  /** @param {{label: number, name: string, count: number}[]} classes */
  #classLegend(classes) {
    const parts = terms(this.state.get("select"));
    const wanted = new Set((parts.get("class") ?? "").split(",").filter(Boolean));
    const toggle = (/** @type {string} */ label) => {
      if (!wanted.delete(label)) wanted.add(label);
      parts.set("class", [...wanted].join(","));
      parts.delete("points");
      this.state.set({ select: text(parts) });
    };
    return element("ul", { class: "class-legend", "aria-label": "Classes" }, ...classes.map(({ label, name, count }) =>
      element("li", {}, button({ class: "small plain", "aria-pressed": String(wanted.has(String(label))), onclick: () => toggle(String(label)) },
        classMark(label), name, element("span", { class: "quiet" }, number(count))))));
  }

  async #select() {
    const note = this.place("selection-note");
    note.hidden = true;
    try {
      this.chosen = await selected(this.state.get("select"), this.data);
    } catch (error) {
      this.chosen = null;
      note.hidden = false;
      note.replaceChildren(icon("warning"), element("span", {}, `The selection cannot be shown: ${error.message}`));
    }
    this.view.setChosen(this.chosen);
    if (this.state.get("colour") === "label") await this.#colour();
    this.dispatchEvent(new CustomEvent("latent:selection", { detail: { points: this.chosen } }));
  }
}

customElements.define("latent-space", LatentSpace);
