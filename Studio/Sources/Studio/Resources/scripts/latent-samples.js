/** Pictures of codes that are drawn from a distribution: the prior, a Gaussian, a mixture of Gaussians. */
import { element, icon } from "./elements.js";

export class LatentSamples {
  #owner;
  #form;

  /** @param {any} owner the <latent-space> */
  constructor(owner) {
    this.#owner = owner;
    this.#form = /** @type {HTMLFormElement} */ (owner.place("sampling"));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#draw();
    });
    this.#form.addEventListener("change", () => this.#draw());
    owner.place("another-seed").addEventListener("click", () => {
      const seed = /** @type {HTMLInputElement} */ (this.#form.elements.namedItem("seed"));
      seed.value = String((Number(seed.value) || 0) + 1);
      this.#draw();
    });
    owner.addEventListener("latent:ready", () => !document.getElementById("panel-samples")?.hidden && this.#draw());
    owner.addEventListener("studio:tab", ({ detail }) => {
      if (detail.panel?.id === "panel-samples" && !owner.place("samples").childElementCount) this.#draw();
    });
  }

  async #draw() {
    if (!this.#owner.data.document?.table || !this.#form.reportValidity()) return;
    const { source, seed, count, deviation } = Object.fromEntries(new FormData(this.#form));
    const place = this.#owner.place("samples");
    place.setAttribute("aria-busy", "true");
    try {
      const { pictures, note } = await this.#owner.data.post("/samples", {
        source, seed: Number(seed), count: Number(count), deviation: Number(deviation),
      }, this.#owner.labelField);
      this.#owner.place("samples-words").textContent = note;
      place.replaceChildren(...pictures.map((picture, k) => element("li", {}, element("img", { class: "pixels", src: picture, alt: `Sample ${k + 1}` }))));
    } catch (error) {
      place.replaceChildren(element("li", { class: "notice bad", role: "alert" }, icon("error"), element("span", {}, error.message)));
    }
    place.removeAttribute("aria-busy");
  }
}
