/** What the server computes for the page: the codes, t-SNE, UMAP; with its progress, to be stopped. */
import { button, element, icon } from "./elements.js";
import { duration, percent } from "./numbers.js";
import { toast } from "./toasts.js";

const titles = { codes: "The images are being encoded", tsne: "t-SNE is being computed", umap: "UMAP is being computed" };

/**
 * @typedef {{kind: string, data: string, part: string, state: "waiting" | "working" | "done" | "failed" | "stopped",
 *   share?: number, remaining_seconds?: number, problem?: string}} Work
 */

/** @param {Work | undefined} work */
function isActive(work) {
  return work?.state === "waiting" || work?.state === "working";
}

/** Whether it has ended without a result. @param {Work | undefined} work */
function isEnded(work) {
  return work?.state === "failed" || work?.state === "stopped";
}

export class LatentWork {
  #page;
  #place;
  #hasAsked = false;

  /** @param {any} page the <latent-space> */
  constructor(page) {
    this.#page = page;
    this.#place = page.place("work");
    page.addEventListener("latent:document", () => this.#look());
    page.addEventListener("latent:map", (event) => {
      const { map, isThere } = event.detail;
      this.#offer(map, isThere);
    });
  }

  /** Starts what is missing, and shows what is under way. */
  #look() {
    const { state, problem, notes, work } = this.#page.data.document;
    const said = [...(problem ? [["bad", "error", problem]] : []), ...notes.map((note) => ["", "info", note])];
    this.#page.place("notes").replaceChildren(...said.map(([kind, drawing, text]) =>
      element("p", { class: `notice ${kind}`.trim(), role: kind ? "alert" : null }, icon(drawing), element("span", {}, text))));
    const codes = work.find((part) => part.kind === "codes");
    if (state === "missing" && isEnded(codes)) this.#end(codes);
    else if (state === "missing" && !codes && !problem && !this.#hasAsked) {
      this.#hasAsked = true;
      this.#start("codes");
    }
    for (const part of work) if (isActive(part)) this.show(part);
  }

  /** @param {string} kind */
  async #start(kind) {
    try {
      this.show(await this.#page.data.post("/work", { kind }));
    } catch (error) {
      this.#page.fail(error);
    }
  }

  /** @param {string} kind */
  async #stop(kind) {
    try {
      const { message } = await this.#page.data.post("/stop", { kind });
      toast(message);
    } catch (error) {
      this.#page.fail(error);
    }
  }

  /** @param {Work} work */
  show(work) {
    const { data, part } = this.#page.data.document ?? {};
    if (work.data !== data || work.part !== part) return;
    const { kind, state, share, remaining_seconds: left } = work;
    if (isActive(work)) {
      const words = [state === "waiting" ? "waits for other work" : share === undefined ? "" : percent(share),
        left === undefined ? "" : `about ${duration(left)} left`].filter(Boolean).join(", ");
      this.#place.hidden = false;
      this.#place.replaceChildren(
        element("p", {}, `${titles[kind]}${words ? `: ${words}` : ""}`, button({ class: "small", onclick: () => this.#stop(kind) }, icon("stop"), "Stop")),
        element("progress", { max: 1, value: share, "aria-label": titles[kind] }));
      return;
    }
    this.#place.hidden = true;
    if (state === "done") this.#page.load();
    else this.#end(work);
  }

  /** Says why a computation has ended without a result. @param {Work} work */
  #end({ kind, problem }) {
    this.#place.hidden = false;
    this.#place.replaceChildren(element("p", {}, icon("warning"), problem ?? "The computation was stopped.",
      button({ class: "small", onclick: () => this.#start(kind) }, icon("resume"), "Compute again")));
  }

  /** Offers to compute a map that is not there. @param {string} map @param {boolean} isThere */
  #offer(map, isThere) {
    if (isThere || !(map in titles)) {
      if (!this.#place.querySelector("progress")) this.#place.hidden = true;
      return;
    }
    const known = this.#page.data.document.work.find((part) => part.kind === map);
    if (isActive(known)) return;
    if (isEnded(known)) {
      this.#end(known);
      return;
    }
    const { count } = this.#page.data.document.table;
    this.#start(map);
    this.#place.hidden = false;
    this.#place.replaceChildren(element("p", {}, `${titles[map]} from ${count.toLocaleString("en")} codes; until then the map is PCA’s.`));
  }
}
