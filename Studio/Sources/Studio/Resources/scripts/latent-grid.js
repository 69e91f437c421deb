/** The selected points: by class and threshold, a grid of their images, and a data set of them. */
import { button, element, icon } from "./elements.js";
import { terms, text } from "./latent-selection.js";
import { number } from "./numbers.js";
import { root } from "./requests.js";
import { toast } from "./toasts.js";

const page = 60;

/**
 * Buttons with the images of points, that show each in the map.
 * @param {any} owner the <latent-space>
 * @param {Iterable<number>} points
 * @param {(point: number) => string} words
 */
export function thumbnails(owner, points, words) {
  return [...points].map((point) => element("li", {}, button({
    class: "thumbnail-button", "aria-label": words(point), onclick: () => owner.show({ point }, true),
    onpointerenter: () => owner.show({ point }, false),
  }, element("img", { src: owner.data.picture(point, "original"), alt: "", loading: "lazy" }), element("small", {}, words(point)))));
}

export class LatentGrid {
  #owner;
  /** @type {Uint32Array | null} */ #points = null;
  #shown = 0;

  /** @param {any} owner the <latent-space> */
  constructor(owner) {
    this.#owner = owner;
    const form = /** @type {HTMLFormElement} */ (owner.place("threshold"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#threshold(form);
    });
    owner.place("clear").addEventListener("click", () => owner.state.set({ select: "" }));
    owner.place("more").addEventListener("click", () => this.#more());
    const saving = /** @type {HTMLFormElement} */ (owner.place("save"));
    saving.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#save(saving);
    });
    owner.addEventListener("latent:selection", ({ detail }) => this.#set(detail.points));
    owner.addEventListener("latent:ready", () => this.#fill(form));
  }

  /** The classes and the numbers that points can be selected by. @param {HTMLFormElement} form */
  #fill(form) {
    const { classes, has_errors: hasErrors, size } = this.#owner.data.document.table;
    const choice = /** @type {HTMLSelectElement} */ (form.elements.namedItem("class"));
    choice.replaceChildren(element("option", { value: "" }, "all"), ...classes.map(({ label, name }) => element("option", { value: label }, name)));
    const column = /** @type {HTMLSelectElement} */ (form.elements.namedItem("column"));
    const units = Array.from({ length: Math.min(size, 512) }, (_, unit) => element("option", { value: `unit${unit}` }, `unit ${unit}`));
    column.replaceChildren(element("option", { value: "" }, "nothing"), ...(hasErrors ? [element("option", { value: "error" }, "error")] : []), ...units);
    const parts = terms(this.#owner.state.get("select"));
    choice.value = parts.get("class") ?? "";
    for (const [name, range] of parts) {
      if (!/^(error|unit\d+)$/.test(name)) continue;
      column.value = name;
      const [low, high] = range.split("..");
      for (const [control, value] of [["low", low], ["high", high]]) {
        /** @type {HTMLInputElement} */ (form.elements.namedItem(control)).value = value ?? "";
      }
    }
  }

  /** @param {HTMLFormElement} form */
  #threshold(form) {
    const values = Object.fromEntries(new FormData(form));
    const parts = new Map();
    if (values.class !== "") parts.set("class", String(values.class));
    if (values.column !== "" && (values.low !== "" || values.high !== "")) parts.set(String(values.column), `${values.low}..${values.high}`);
    this.#owner.state.set({ select: text(parts) });
  }

  /** @param {Uint32Array | null} points */
  #set(points) {
    this.#points = points;
    this.#shown = 0;
    const count = points?.length ?? 0;
    this.#owner.place("selected-count").textContent = points === null ? "Nothing is selected: draw a lasso, or choose here."
      : `${number(count)} of ${number(this.#owner.data.count)} points`;
    this.#owner.place("clear").hidden = points === null;
    this.#owner.place("save").hidden = count === 0 || Boolean(this.#owner.data.document.table.pictures_problem);
    this.#owner.place("grid").replaceChildren();
    this.#more();
  }

  #more() {
    const { table } = this.#owner.data.document;
    const left = this.#points && !table.pictures_problem ? this.#points.subarray(this.#shown, this.#shown + page) : new Uint32Array(0);
    this.#owner.place("grid").append(...thumbnails(this.#owner, left, (point) => `point ${point}`));
    this.#shown += left.length;
    this.#owner.place("more").hidden = !this.#points || table.pictures_problem || this.#shown >= this.#points.length;
  }

  /** @param {HTMLFormElement} form */
  async #save(form) {
    const title = /** @type {HTMLInputElement} */ (form.elements.namedItem("title"));
    const send = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
    send.disabled = true;
    try {
      const answer = await this.#owner.data.post("/subset", { title: title.value, points: [...(this.#points ?? [])] });
      const place = new URL(answer.url, root);
      toast(answer.message, { action: { label: "Open", run: () => location.assign(place) } });
      form.querySelector(".errors")?.remove();
    } catch (error) {
      form.querySelector(".errors")?.remove();
      form.append(element("p", { class: "errors", role: "alert" }, icon("error"), error.message));
    }
    send.disabled = false;
  }
}
