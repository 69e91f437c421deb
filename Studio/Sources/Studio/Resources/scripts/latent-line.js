/** Pictures on the straight line between two codes: of a line drawn in the map, or of two points chosen one after the other. */
import { element } from "./elements.js";
import { number } from "./numbers.js";

/** @typedef {{point?: number, position?: [number, number], code?: number[]}} Place */

/** @param {Place} place */
function words(place) {
  if (place.point !== undefined) return `point ${place.point}`;
  if (place.position) return `${number(place.position[0])}, ${number(place.position[1])}`;
  return "a code";
}

export class LatentLine {
  #owner;
  /** @type {Place | null} */ #from = null;
  /** @type {Place | null} */ #to = null;

  /** @param {any} owner the <latent-space> */
  constructor(owner) {
    this.#owner = owner;
    owner.view.addEventListener("line", ({ detail }) => {
      [this.#from, this.#to] = [detail.from, detail.to].map(({ x, y, point }) => (point === null ? { position: [x, y] } : { point }));
      this.#draw([detail.from, detail.to]);
    });
    for (const end of ["from", "to"]) {
      owner.addEventListener(`latent:line-${end}`, ({ detail }) => {
        if (end === "from") this.#from = detail.place;
        else this.#to = detail.place;
        this.#draw([this.#from, this.#to].map((place) => this.#position(place)));
      });
    }
    const steps = owner.place("line-steps");
    steps.addEventListener("change", () => steps.reportValidity() && this.#draw(owner.view.line));
    owner.addEventListener("latent:map", () => {
      // Positions belong to the map that they were chosen in.
      if (this.#from?.position) this.#from = null;
      if (this.#to?.position) this.#to = null;
    });
  }

  /** @param {Place | null} place */
  #position(place) {
    if (place?.point !== undefined) return this.#owner.view.at(place.point);
    return place?.position ? { x: place.position[0], y: place.position[1] } : null;
  }

  /** @param {({x: number, y: number} | null)[]} ends */
  async #draw(ends) {
    const place = this.#owner.place("line");
    const said = this.#owner.place("line-words");
    this.#owner.view.line = ends.every(Boolean) ? ends : [];
    this.#owner.view.redraw();
    const [from, to] = [this.#from, this.#to];
    if (!from && !to) return;
    this.#owner.open("panel-line");
    if (!from || !to) {
      said.textContent = from ? `From ${words(from)}: choose where to.` : `To ${words(/** @type {Place} */ (to))}: choose where from.`;
      return;
    }
    try {
      const steps = Number(this.#owner.place("line-steps").value);
      const { pictures, note } = await this.#owner.data.post("/line", { from, to, steps }, this.#owner.mapFields);
      if (from !== this.#from || to !== this.#to) return;
      said.textContent = `From ${words(from)} to ${words(to)}. ${note}`;
      place.replaceChildren(...pictures.map((picture, k) => element("li", {}, element("figure", {},
        element("img", { class: "pixels", src: picture, alt: `${Math.round((100 * k) / (pictures.length - 1))}% of the way` }),
        element("figcaption", {}, `${Math.round((100 * k) / (pictures.length - 1))}%`)))));
    } catch (error) {
      this.#owner.fail(error);
    }
  }
}
