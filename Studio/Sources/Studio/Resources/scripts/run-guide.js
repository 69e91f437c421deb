/**
 * <run-guide>: leads from a run that trains to what to look at when it is done.
 *
 * Markup: <run-guide data-topic="run:a~b" data-next="runs/a~b/latent">words
 *   <button data-part="stay">Stay</button>      optional: while the run trains; pressed, nothing is opened
 * </run-guide>
 * Once an event of the topic says {"status": "done"}, the page `data-next` is opened. Without the button, which a run that
 * is done lacks, nothing is opened.
 */
import { listen } from "./events.js";
import { request } from "./requests.js";

class RunGuide extends HTMLElement {
  #gone = new AbortController();

  connectedCallback() {
    const { signal } = (this.#gone = new AbortController());
    const stay = this.querySelector("[data-part=stay]");
    if (!stay) return;
    stay.addEventListener("click", () => {
      this.#gone.abort();
      stay.textContent = "Staying";
      stay.setAttribute("aria-disabled", "true");
    }, { signal });
    const take = (value) => {
      if (value?.status !== "done" || !this.dataset.next || signal.aborted) return;
      // A second event before the page is left would break off the way to the next one.
      this.#gone.abort();
      location.assign(this.dataset.next);
    };
    listen(this.dataset.topic ?? "", take, signal);
    document.addEventListener("studio:reset", async () => {
      take(await request(`${location.pathname}.json`, { signal }).catch(() => undefined));
    }, { signal });
  }

  disconnectedCallback() {
    this.#gone.abort();
  }
}

customElements.define("run-guide", RunGuide);
