/** A slider for each unit of the code, in the order of what they carry, and a row of pictures along each. */
import { button, element } from "./elements.js";
import { number } from "./numbers.js";

const page = 12;

export class LatentUnits {
  #owner;
  /** @type {any} */ #units;
  /** @type {number[]} */ #code = [];
  #shown = 0;
  #isAsking = false;
  #isStale = false;

  /** @param {any} owner the <latent-space> */
  constructor(owner) {
    this.#owner = owner;
    owner.addEventListener("studio:tab", ({ detail }) => detail.panel?.id === "panel-units" && this.#open());
    owner.addEventListener("latent:ready", () => {
      this.#units = undefined;
      if (!document.getElementById("panel-units")?.hidden) this.#open();
    });
    owner.addEventListener("latent:units", ({ detail }) => this.#start(detail.place));
    owner.place("units-reset").addEventListener("click", () => this.#start(null));
    owner.place("units-more").addEventListener("click", () => this.#more());
  }

  async #open() {
    if (this.#units || !this.#owner.data.document?.table) return;
    try {
      await this.#load();
      this.#set(this.#units.means);
    } catch (error) {
      this.#owner.fail(error);
    }
  }

  async #load() {
    this.#units = await this.#owner.data.units();
    const { criterion, dead, units, note } = this.#units;
    const order = criterion === "divergence" ? "by their divergence from the prior (KL, nats)" : "by their variance over the images";
    const gone = dead === 0 ? "" : ` ${number(dead)} of ${number(units.length)} ${dead === 1 ? "is" : "are"} dead: ${
      criterion === "divergence" ? "below 0.01 nats" : "the same for all images"}.`;
    this.#owner.place("units-words").textContent = `${number(units.length)} units, ordered ${order}.${gone}${note ? ` ${note}` : ""}`;
  }

  /** Puts the sliders at the code of a place; null for the mean code. @param {any} place */
  async #start(place) {
    try {
      if (!this.#units) await this.#load();
      this.#owner.open("panel-units");
      if (!place) {
        this.#set(this.#units.means);
        return;
      }
      const { codes } = await this.#owner.data.post("/decode", { places: [place], with_codes: true }, this.#owner.mapFields);
      this.#set(codes[0]);
    } catch (error) {
      this.#owner.fail(error);
    }
  }

  /** @param {number[]} code */
  #set(code) {
    this.#code = [...code];
    this.#shown = 0;
    this.#owner.place("units").replaceChildren();
    this.#more();
    this.#decode();
  }

  #more() {
    const { units } = this.#units;
    const next = units.slice(this.#shown, this.#shown + page);
    this.#owner.place("units").append(...next.map((unit) => this.#row(unit)));
    this.#shown += next.length;
    const left = units.length - this.#shown;
    const more = this.#owner.place("units-more");
    more.hidden = left === 0;
    more.textContent = `Show ${Math.min(page, left)} more of ${left}`;
  }

  /** @param {{unit: number, value: number, mean: number, deviation: number, is_dead: boolean}} entry */
  #row({ unit, value, mean, deviation, is_dead: isDead }) {
    const room = 3 * (deviation || 1);
    const [low, high] = [Math.min(mean - room, this.#code[unit]), Math.max(mean + room, this.#code[unit])];
    const output = element("output", {}, number(this.#code[unit]));
    const slider = element("input", {
      type: "range", min: low, max: high, step: (high - low) / 200, value: this.#code[unit], "aria-label": `Unit ${unit}`,
      oninput: () => {
        this.#code[unit] = Number(slider.value);
        output.textContent = number(this.#code[unit]);
        this.#decode();
      },
    });
    const row = element("ul", { class: "strip", "aria-label": `Along unit ${unit}` });
    const show = button({ class: "small", onclick: () => this.#traverse(unit, low, high, row) }, "Row");
    return element("li", { class: isDead ? "unit dead" : "unit" },
      element("span", { class: "unit-name" }, `unit ${unit}`, element("small", {}, `${number(value)}${isDead ? ", dead" : ""}`)),
      slider, output, show, row);
  }

  /** @param {number} unit @param {number} low @param {number} high @param {HTMLElement} row */
  async #traverse(unit, low, high, row) {
    try {
      const { pictures, values } = await this.#owner.data.post("/traversal", { code: this.#code, unit, low, high, steps: 9 }, this.#owner.labelField);
      row.replaceChildren(...pictures.map((picture, k) => element("li", {}, element("figure", {},
        element("img", { class: "pixels", src: picture, alt: `unit ${unit} at ${number(values[k])}` }), element("figcaption", {}, number(values[k]))))));
    } catch (error) {
      this.#owner.fail(error);
    }
  }

  /** Decodes the sliders' code; while an answer is awaited, only the latest is asked for next. */
  async #decode() {
    this.#isStale = true;
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.#isStale) {
      this.#isStale = false;
      try {
        const { pictures } = await this.#owner.data.post("/decode", { places: [{ code: this.#code }] }, this.#owner.mapFields);
        const image = this.#owner.place("units-picture");
        image.src = pictures[0];
        image.hidden = false;
      } catch (error) {
        this.#owner.fail(error);
      }
    }
    this.#isAsking = false;
  }
}
