/** The points as a table, page by page, sorted by the server. */
import { button, element, imageCell } from "./elements.js";
import { mapParameters } from "./latent-data.js";
import { number } from "./numbers.js";

const page = 50;

export class LatentTable {
  #owner;
  #sort = "point";
  #isDescending = false;
  #offset = 0;

  /** @param {any} owner the <latent-space> */
  constructor(owner) {
    this.#owner = owner;
    owner.addEventListener("studio:tab", ({ detail }) => {
      if (detail.panel?.id === "panel-table") this.#load();
    });
    for (const name of ["latent:ready", "latent:map"]) {
      owner.addEventListener(name, () => !document.getElementById("panel-table")?.hidden && this.#load());
    }
    owner.place("table-previous").addEventListener("click", () => this.#turn(-page));
    owner.place("table-next").addEventListener("click", () => this.#turn(page));
  }

  /** @param {number} by */
  #turn(by) {
    this.#offset = Math.max(0, Math.min(this.#owner.data.count - 1, this.#offset + by));
    this.#load();
  }

  async #load() {
    if (!this.#owner.data.document?.table) return;
    try {
      const answer = await this.#owner.data.rows({
        ...mapParameters(this.#owner.shownMap), sort: this.#sort, descending: String(this.#isDescending), offset: this.#offset, limit: page,
      });
      this.#show(answer);
    } catch (error) {
      this.#owner.fail(error);
    }
  }

  /** @param {{rows: any[], total: number}} answer */
  #show({ rows, total }) {
    const { classes, has_errors: hasErrors } = this.#owner.data.document.table;
    const head = (/** @type {string} */ name, /** @type {string} */ title) => {
      const order = this.#sort === name ? (this.#isDescending ? "descending" : "ascending") : "none";
      const turn = () => {
        [this.#isDescending, this.#sort, this.#offset] = [this.#sort === name && !this.#isDescending, name, 0];
        this.#load();
      };
      return element("th", { scope: "col", "aria-sort": order, class: "number" }, button({ onclick: turn }, title));
    };
    const cell = (/** @type {number | null} */ value) => element("td", { class: "number" }, number(value));
    this.#owner.place("table-head").replaceChildren(element("tr", {}, head("point", "Point"), head("image", "Image"),
      classes.length > 0 && head("label", "Class"), head("x", "x"), head("y", "y"), hasErrors && head("error", "Error"),
      element("th", { scope: "col" }, element("span", { class: "visually-hidden" }, "In the map"))));
    this.#owner.place("table-body").replaceChildren(...rows.map(({ point, image, class_name: name, x, y, error }) =>
      element("tr", {}, element("th", { scope: "row", class: "number" }, String(point)), imageCell(this.#owner.data.picture(point, "original"), String(image)),
        classes.length > 0 && element("td", { class: "number" }, name ?? "–"), cell(x), cell(y), hasErrors && cell(error),
        element("td", {}, button({ class: "small", "aria-label": `Show point ${point}`, onclick: () => this.#owner.show({ point }, true) }, "Show")))));
    this.#owner.place("table-words").textContent = rows.length
      ? `${number(this.#offset + 1)} to ${number(this.#offset + rows.length)} of ${number(total)}` : "No points.";
    this.#owner.place("table-previous").disabled = this.#offset === 0;
    this.#owner.place("table-next").disabled = this.#offset + page >= total;
  }
}
