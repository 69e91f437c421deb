/** The point that the pointer rests at, or a decoded position: its pictures, class and error, and what to do from there. */
import { button, element, icon } from "./elements.js";
import { number } from "./numbers.js";

/** @typedef {{point?: number, position?: [number, number], code?: number[]}} Place */

export class LatentPoint {
  #page;
  #place;
  /** @type {Place | null} */ #pinned = null;
  #isAsking = false;
  /** @type {Place | null} */ #next = null;

  /** @param {any} page the <latent-space> */
  constructor(page) {
    this.#page = page;
    this.#place = page.place("point");
    const { view } = page;
    view.addEventListener("rest", ({ detail }) => this.#rest(detail.point));
    view.addEventListener("pick", ({ detail }) => this.#pin({ point: detail.point }));
    view.addEventListener("place", ({ detail }) => this.#walk(detail));
    page.addEventListener("latent:point", ({ detail }) => {
      if (detail.place.point === undefined) return;
      view.hover(detail.place.point);
      view.reveal(view.at(detail.place.point));
      if (detail.isPinned) this.#pin(detail.place);
      else this.#rest(detail.place.point);
    });
    page.addEventListener("latent:map", () => (this.#pinned = this.#pinned?.position ? null : this.#pinned));
  }

  /** @param {number | null} point */
  #rest(point) {
    if (point !== null) this.#showPoint(point, false);
    else if (this.#pinned?.point !== undefined) this.#showPoint(this.#pinned.point, true);
  }

  /** @param {Place} place */
  #pin(place) {
    this.#pinned = place;
    if (place.point !== undefined) this.#showPoint(place.point, true);
  }

  /** @param {{x: number, y: number}} position */
  #walk({ x, y }) {
    this.#page.view.cross = { x, y };
    this.#page.view.redraw();
    this.#pinned = { position: [x, y] };
    this.#next = this.#pinned;
    if (!this.#isAsking) this.#decode();
  }

  /** Decodes the latest position; those that were passed meanwhile are left out. */
  async #decode() {
    this.#isAsking = true;
    while (this.#next) {
      const place = this.#next;
      this.#next = null;
      try {
        const { pictures, is_exact: isExact, note } = await this.#page.data.post("/decode", { places: [place] }, this.#page.mapFields);
        if (this.#pinned === place || this.#next) this.#showDecoded(place, pictures[0], isExact, note);
      } catch (error) {
        this.#next = null;
        this.#place.replaceChildren(element("p", { class: "notice bad", role: "alert" }, icon("error"), element("span", {}, error.message)));
      }
    }
    this.#isAsking = false;
  }

  /** @param {Place} place @param {string} picture @param {boolean} isExact @param {string} note */
  #showDecoded(place, picture, isExact, note) {
    const [x, y] = place.position ?? [0, 0];
    const words = `Decoded at ${number(x)}, ${number(y)}`;
    const old = this.#place.querySelector("img.decoded");
    const tag = element("span", { class: "tag" }, isExact ? "exact" : "approximate");
    if (old instanceof HTMLImageElement) {
      // While a person drags, nothing but the picture changes.
      old.src = picture;
      old.alt = words;
      this.#place.querySelector("[data-words]")?.replaceChildren(words, " ", tag);
      return;
    }
    this.#place.replaceChildren(
      element("img", { class: "pixels decoded", src: picture, alt: words }),
      element("p", { "data-words": true }, words, " ", tag), element("p", { class: "quiet" }, note), this.#actions());
  }

  /** @param {number} point @param {boolean} isPinned */
  async #showPoint(point, isPinned) {
    const { data } = this.#page;
    const { table } = data.document;
    const known = async (/** @type {string} */ name) => (await data.column(name))[point];
    const [image, label, error] = await Promise.all([
      known("image"), table.classes.length ? known("label") : undefined, table.has_errors ? known("error") : undefined,
    ]).catch(() => []);
    const found = table.classes.find((entry) => entry.label === label)?.name;
    // A number alone would be taken for one of the image's.
    const name = found && /^\d+$/.test(found) ? `class ${found}` : found;
    const words = [`Image ${number(image)}`, name, error === undefined ? "" : `error ${number(error)}`].filter(Boolean).join(", ");
    const shown = table.pictures_problem
      ? element("p", { class: "quiet" }, table.pictures_problem)
      : element("figure", { class: "pair" },
        element("img", { class: "pixels", src: data.picture(point, "pair"), alt: `${words}: original and reconstruction` }),
        element("figcaption", {}, element("span", {}, "original"), element("span", {}, "reconstruction")));
    this.#place.replaceChildren(shown, element("p", { "data-words": true }, words, isPinned && " ", isPinned && element("span", { class: "tag" }, "kept")),
      isPinned ? this.#actions() : element("p", { class: "quiet" }, "Click to keep it."));
  }

  #actions() {
    const act = (/** @type {string} */ label, /** @type {string} */ name) =>
      button({ class: "small", onclick: () => this.#page.dispatchEvent(new CustomEvent(name, { detail: { place: this.#pinned } })) }, label);
    return element("div", { class: "row" }, act("Neighbours", "latent:neighbours"), act("Sliders from here", "latent:units"),
      act("Line from here", "latent:line-from"), act("Line to here", "latent:line-to"));
  }
}
