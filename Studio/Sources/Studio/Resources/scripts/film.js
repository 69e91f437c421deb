/**
 * <film-strip>: the same images at every kept step: original over reconstruction over difference, under one slider that
 * moves with the charts.
 *
 * Markup:
 *   <film-strip id="film" data-source="runs/a~b/film.json" data-live
 *     data-topic="run:a~b"     optional: events with {"film": {"film": {"steps": [NEW], "from"?: step}}} (this element's id)
 *     data-runs="run=a&run=b"  optional: the document is loaded again when one of these runs has changed
 *   ></film-strip>             data-live: the run is training, so that the button "Live" is shown; events with
 *                              {"status": "running"} change that
 * The document:
 *   {images: 8, original: URL, steps: [{step, epoch, url, difference?: URL}], labels?: ["…"]}
 *   {images: 8, original: URL, runs: [{name, is_original?, steps: […]}]}   to compare: one row a run, without differences
 * The slider goes by steps, those of all rows together. Of each row the picture nearest to the step is shown; of several
 * runs each row says which that is, with the epoch of its own run.
 * Each URL, below the server's root, is one picture of all images side by side. Without `difference` it is computed here.
 * Keys in the slider: arrows, Shift for 10, Home, End; on the page `[`, `]`, `p` plays, `l` follows the newest.
 * Script: element.extend({steps, from?}).
 */
import { button, element, icon, iconButton } from "./elements.js";
import { listen } from "./events.js";
import { draw, drawDifference, picture } from "./film-pictures.js";
import { describeKeys, shortcut } from "./keyboard.js";
import { number } from "./numbers.js";
import { request, root } from "./requests.js";
import { followRuns } from "./run-changes.js";
import { steps } from "./step.js";

/** @typedef {{step: number, epoch?: number, url: string, difference?: string}} Frame */
/**
 * @typedef {{
 *   name: string, frames: Frame[], canvas: HTMLCanvasElement, difference?: HTMLCanvasElement, position?: HTMLElement
 * }} Row `position`: where the row says which of its frames is shown
 */

/** @param {Frame | undefined} frame */
function positionOf(frame) {
  if (!frame) return "";
  const epoch = frame.epoch === undefined || frame.epoch === null ? "" : `, epoch ${number(frame.epoch)}`;
  return `step ${frame.step.toLocaleString("en")}${epoch}`;
}

/**
 * The frame nearest to a step; of two the earlier one.
 * @param {Frame[]} frames
 * @param {number} step
 */
function frameAt(frames, step) {
  const distance = (frame) => Math.abs(frame.step - step);
  return frames.reduce((best, frame) => (distance(frame) < distance(best) ? frame : best), frames[0]);
}

class FilmStrip extends HTMLElement {
  /** @type {Row[]} */ #rows = [];
  #original = "";
  #images = 0;
  #gone = new AbortController();
  #turn = 0;
  #playing = 0;
  #rowsPlace = element("div", { class: "film-rows" });
  #slider = element("input", { type: "range", min: "0", max: "0", value: "0", "aria-label": "Step" });
  #output = element("output", {});
  #play = iconButton("play", "Play", () => this.#togglePlay());
  #live = button({ "aria-pressed": "true" }, "Live");
  #note = element("p", { class: "notice", role: "status" }, icon("info"), element("span", {}, "Loading the film …"));

  connectedCallback() {
    const { signal } = (this.#gone = new AbortController());
    this.#live.hidden = !("live" in this.dataset);
    const group = element("span", { class: "button-group" },
      iconButton("previous", "Step before", () => steps.move(-1)), this.#play,
      iconButton("next", "Next step", () => steps.move(1)));
    const bar = element("div", { class: "step-bar" }, group, this.#slider, this.#output, this.#live);
    this.replaceChildren(this.#note, this.#rowsPlace, bar);
    this.#slider.addEventListener("input", () => {
      this.#stop();
      const step = steps.known[Number(this.#slider.value)];
      if (step !== undefined) steps.choose(step);
    }, { signal });
    this.#slider.addEventListener("keydown", (event) => {
      const places = { ArrowLeft: -10, ArrowDown: -10, ArrowRight: 10, ArrowUp: 10 }[event.key];
      if (!event.shiftKey || places === undefined) return;
      event.preventDefault();
      steps.move(places);
    }, { signal });
    this.#live.addEventListener("click", () => steps.choose(steps.isFollowing ? steps.current : null), { signal });
    steps.addEventListener("change", () => this.#show(), { signal });
    for (const topic of (this.dataset.topic ?? "").split(/\s+/).filter(Boolean)) {
      listen(topic, (value) => value?.film?.[this.id] && this.extend(value.film[this.id]), signal);
      listen(topic, (value) => value?.status && this.#setLive(/^(running|stalled|queued)$/.test(value.status)), signal);
    }
    if (this.dataset.runs) followRuns(this.dataset.runs, () => this.#load(), signal);
    document.addEventListener("studio:reset", () => this.#load(), { signal });
    shortcut("[", "Step before", () => steps.move(-1));
    shortcut("]", "Next step", () => steps.move(1));
    shortcut("p", "Play the film", () => this.#togglePlay());
    if ("live" in this.dataset) shortcut("l", "Follow the newest step", () => this.#live.hidden || this.#live.click());
    describeKeys("Step slider and charts", [
      { keys: "← →", name: "Step before, next step; with Shift ten" }, { keys: "Home End", name: "First, last step" },
      { keys: "+ −", name: "Zoom a chart" }, { keys: "0", name: "Show all of a chart" },
    ]);
    this.#load();
  }

  disconnectedCallback() {
    this.#gone.abort();
    this.#stop();
  }

  async #load() {
    if (!this.dataset.source) return;
    try {
      this.#set(await request(this.dataset.source, { signal: this.#gone.signal }));
    } catch (error) {
      if (error instanceof DOMException) return;
      this.#tell(`The film was not loaded: ${error.message}`);
    }
  }

  /**
   * Shows the button "Live" while the run is trained, or is about to be.
   * @param {boolean} isLive
   */
  #setLive(isLive) {
    this.toggleAttribute("data-live", isLive);
    this.#live.hidden = !isLive;
  }

  /** @param {string} text */
  #tell(text) {
    this.#note.hidden = text === "";
    const place = this.#note.querySelector("span");
    if (place) place.textContent = text;
  }

  /** @param {any} document the film's */
  #set(document) {
    this.#images = document.images ?? 0;
    const original = this.#original;
    this.#original = document.original ?? "";
    const isComparison = Array.isArray(document.runs);
    const runs = isComparison ? document.runs : [{ name: "reconstruction", steps: document.steps ?? [] }];
    if (original === this.#original && this.#rows.length > 0 && runs.map(({ name }) => name).join("\n") === this.#rows.map(({ name }) => name).join("\n")) {
      // The same rows, with more steps: what is shown stays.
      this.#rows.forEach((row, k) => (row.frames = [...runs[k].steps].sort((a, b) => a.step - b.step)));
      this.#know();
      return;
    }
    const canvas = (label) => element("canvas", { role: "img", "aria-label": label, width: 1, height: 1 });
    this.#rowsPlace.replaceChildren();
    if (this.#original) {
      const labels = document.labels?.length ? `: ${document.labels.join(", ")}` : "";
      this.#rowsPlace.append(element("span", { class: "film-name" }, "original"),
        element("img", { src: new URL(this.#original, root).href, alt: `${this.#images} original images${labels}`, class: "pixels" }));
    }
    this.#rows = runs.map((run) => {
      /** @type {Row} */
      const row = {
        name: run.name,
        frames: [...run.steps].sort((a, b) => a.step - b.step),
        canvas: canvas(`${this.#images} images, ${run.name}`),
      };
      if (isComparison && !run.is_original) row.position = element("span", { class: "film-position" });
      this.#rowsPlace.append(element("span", { class: "film-name" }, run.name, row.position), row.canvas);
      if (!isComparison && this.#original) {
        row.difference = canvas("absolute difference of original and reconstruction");
        const title = "Absolute difference; brightest at half the range and more";
        this.#rowsPlace.append(element("span", { class: "film-name", title }, "difference"), row.difference);
      }
      return row;
    });
    this.#know();
  }

  /** @param {{steps: Frame[], from?: number}} more of the first row */
  extend(more) {
    const row = this.#rows[0];
    if (!row) return;
    if (!this.#original) {
      // The page was there before the film.
      this.#load();
      return;
    }
    const added = new Set(more.steps.map((frame) => frame.step));
    const kept = row.frames.filter((frame) => !added.has(frame.step) && (more.from === undefined || frame.step < more.from));
    row.frames = [...kept, ...more.steps].sort((a, b) => a.step - b.step);
    this.#know();
  }

  #know() {
    const known = [...new Set(this.#rows.flatMap((row) => row.frames.map((frame) => frame.step)))].sort((a, b) => a - b);
    this.#tell(known.length ? "" : "No step is kept yet; the first appears after the first validation.");
    this.#rowsPlace.hidden = known.length === 0;
    this.#slider.max = String(Math.max(0, known.length - 1));
    this.#slider.disabled = known.length < 2;
    steps.setKnown(known);
    this.#show();
  }

  async #show() {
    this.#live.setAttribute("aria-pressed", String(steps.isFollowing));
    const step = steps.current;
    if (step === null || !this.#rows.length || !steps.known.length) return;
    const index = steps.known.indexOf(step);
    this.#slider.value = String(index);
    const frames = this.#rows.map((row) => frameAt(row.frames, step));
    // Of several runs each row has an epoch of its own.
    const isComparison = this.#rows.some((row) => row.position);
    const text = isComparison ? positionOf({ step, url: "" }) : positionOf(frames[0]);
    this.#output.textContent = text;
    this.#slider.setAttribute("aria-valuetext", `${text}, ${index + 1} of ${steps.known.length}`);
    this.#rows.forEach(({ position, frames: all }, k) => {
      if (!position) return;
      const isLast = frames[k] === all.at(-1) && step > (frames[k]?.step ?? step);
      position.textContent = `${positionOf(frames[k])}${isLast ? " (its last)" : ""}`;
    });
    const turn = (this.#turn += 1);
    try {
      await Promise.all(this.#rows.map(async (row, k) => {
        const frame = frames[k];
        if (!frame) return;
        const [image, original, difference] = await Promise.all([
          picture(frame.url),
          row.difference && !frame.difference ? picture(this.#original) : undefined,
          row.difference && frame.difference ? picture(frame.difference) : undefined,
        ]);
        // A later step may have been chosen meanwhile.
        if (turn !== this.#turn) return;
        draw(row.canvas, image);
        if (row.difference && difference) draw(row.difference, difference);
        else if (row.difference && original) drawDifference(row.difference, original, image);
      }));
      this.#tell("");
    } catch {
      // While a film is thinned out its newest picture may be gone by now; the next one is on its way.
      const isPassing = "live" in this.dataset && steps.isFollowing;
      if (turn === this.#turn && !isPassing) this.#tell(`The picture of step ${step} is gone or damaged.`);
    }
    if (turn !== this.#turn) return;
    for (const next of [1, -1, 2, -2, 3, 4]) {
      const near = steps.known[index + next];
      if (near === undefined) continue;
      for (const row of this.#rows) picture(frameAt(row.frames, near).url).catch(() => {});
    }
  }

  #togglePlay() {
    if (this.#playing) {
      this.#stop();
      return;
    }
    if (steps.current === steps.known.at(-1)) steps.choose(steps.known[0] ?? null);
    this.#play.replaceChildren(icon("pause"));
    this.#play.setAttribute("aria-label", "Pause");
    // A film takes about ten seconds, at 2 to 20 pictures a second.
    const pause = Math.max(50, Math.min(500, 10_000 / Math.max(1, steps.known.length)));
    this.#playing = setInterval(() => {
      steps.move(1);
      if (steps.current === steps.known.at(-1)) this.#stop();
    }, pause);
  }

  #stop() {
    clearInterval(this.#playing);
    this.#playing = 0;
    this.#play.replaceChildren(icon("play"));
    this.#play.setAttribute("aria-label", "Play");
  }
}

customElements.define("film-strip", FilmStrip);
