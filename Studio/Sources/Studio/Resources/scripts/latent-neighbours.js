/** The images whose codes are nearest to that of a point, of a position, or of a picture that is dropped, pasted or chosen. */
import { element, icon } from "./elements.js";
import { thumbnails } from "./latent-grid.js";
import { pointsText } from "./latent-selection.js";
import { number } from "./numbers.js";

const count = 24;

export class LatentNeighbours {
  #owner;

  /** @param {any} owner the <latent-space> */
  constructor(owner) {
    this.#owner = owner;
    owner.addEventListener("latent:neighbours", ({ detail }) => this.#find(detail.place));
    const zone = owner.place("drop");
    const input = /** @type {HTMLInputElement} */ (zone.querySelector("input[type=file]"));
    input.addEventListener("change", () => input.files?.[0] && this.#send(input.files[0]));
    for (const name of ["dragenter", "dragover"]) {
      zone.addEventListener(name, (event) => {
        event.preventDefault();
        zone.classList.add("over");
      });
    }
    for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      const file = event.dataTransfer?.files[0];
      if (file) this.#send(file);
    });
    document.addEventListener("paste", (event) => {
      if (document.getElementById("panel-neighbours")?.hidden) return;
      const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith("image/"));
      if (file) this.#send(file);
    });
  }

  /** @param {{point?: number, position?: [number, number], code?: number[]}} place */
  async #find(place) {
    this.#owner.open("panel-neighbours");
    try {
      const { neighbours } = await this.#owner.data.post("/neighbours", { of: place, k: count }, this.#owner.mapFields);
      this.#show(place.point === undefined ? "Nearest to the position" : `Nearest to point ${place.point}`, neighbours);
    } catch (error) {
      this.#owner.fail(error);
    }
  }

  /** @param {File} file */
  async #send(file) {
    const place = this.#owner.place("sent");
    try {
      const { picture, reconstruction, neighbours } = await this.#owner.data.sendPicture(file, count);
      place.hidden = false;
      place.replaceChildren(element("figure", { class: "pair" },
        element("img", { class: "pixels", src: picture, alt: `${file.name} as the model sees it` }),
        element("img", { class: "pixels", src: reconstruction, alt: "its reconstruction" }),
        element("figcaption", {}, element("span", {}, file.name), element("span", {}, "reconstruction"))));
      this.#show(`Nearest to ${file.name}`, neighbours);
    } catch (error) {
      place.hidden = false;
      place.replaceChildren(element("p", { class: "notice bad", role: "alert" }, icon("error"), element("span", {}, error.message)));
    }
  }

  /** @param {string} words @param {{point: number, distance: number, class_name: string | null}[]} found */
  #show(words, found) {
    this.#owner.place("neighbours-words").textContent = `${words}, by the distance of codes; selected in the map.`;
    const known = new Map(found.map((neighbour) => [neighbour.point, neighbour]));
    this.#owner.place("neighbours").replaceChildren(...thumbnails(this.#owner, known.keys(), (point) => {
      const { distance, class_name: name } = /** @type {{distance: number, class_name: string | null}} */ (known.get(point));
      return [number(distance), name].filter(Boolean).join(" · ");
    }));
    this.#owner.state.set({ select: pointsText([...known.keys()]) });
  }
}
