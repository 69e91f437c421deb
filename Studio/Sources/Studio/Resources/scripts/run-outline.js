/**
 * <run-outline>: what the form around it means, as the server says after each check (forms.js).
 *
 * Markup: inside a form with data-check; parts are elements with data-part:
 *   <run-outline data-yardstick="models/yardstick">   the form's values are POSTed there for the errors of PCA
 *     count      how many runs, and their names            notes      warnings, and what the run waits for
 *     model      shown once there is a model: shape (the drawing), summary (layers and figures)
 *     baselines  shown once there are images: yardsticks, and the button measure
 *     file       the run file and the command, in #run-file and #run-command
 *   </run-outline>
 * Listens to "studio:checked" with {values, answer}: errors, warnings, runs, names, run_file, command, model, images,
 * epochs, steps_per_epoch, waits_for.
 */
import { element, icon } from "./elements.js";
import { controlsOf } from "./form-values.js";
import { hourglass } from "./hourglass.js";
import { networkSummary } from "./network-summary.js";
import { counted, number } from "./numbers.js";
import { request } from "./requests.js";
import { toast } from "./toasts.js";

/** Pixels of all training images beyond which yardsticks are measured on demand alone. */
const largest = 60e6;

class RunOutline extends HTMLElement {
  #gone = new AbortController();
  /** @type {AbortController | undefined} */ #asking;
  #timer = 0;
  /** What the shown yardsticks are of. */
  #measured = "";
  /** @type {any} */ #values = {};
  /** @type {any} */ #answer = {};
  /** Names of the fields that the person has been at. */
  #touched = new Set();
  #isSent = false;

  connectedCallback() {
    const form = this.closest("form");
    if (!form) return;
    const { signal } = (this.#gone = new AbortController());
    form.addEventListener("studio:checked", (event) => {
      const { values, answer } = /** @type {CustomEvent} */ (event).detail;
      this.#values = values;
      this.#show(answer ?? {});
    }, { signal });
    form.addEventListener("input", (event) => this.#touched.add(/** @type {HTMLInputElement} */ (event.target).name), { signal });
    form.addEventListener("submit", () => {
      this.#isSent = true;
      this.#showErrors(this.#answer);
    }, { signal });
    this.#part("measure")?.addEventListener("click", () => this.#measure(), { signal });
    const base = /** @type {HTMLSelectElement | null} */ (form.querySelector("[data-customize]"));
    base?.addEventListener("change", () => this.#customize(form, base), { signal });
  }

  disconnectedCallback() {
    this.#gone.abort();
    this.#asking?.abort();
    clearTimeout(this.#timer);
  }

  /**
   * @param {string} name
   * @returns {HTMLElement | null}
   */
  #part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  /** @param {any} answer */
  #show(answer) {
    this.#answer = answer;
    this.#showErrors(answer);
    const model = this.#part("model");
    if (model) {
      model.toggleAttribute("data-stale", !answer.model && !model.hidden);
      if (answer.model) {
        model.hidden = false;
        this.#part("shape")?.replaceChildren(hourglass(answer.model));
        this.#part("summary")?.replaceChildren(...networkSummary(answer.model));
      }
    }
    this.#nameLayers(answer.model);
    const file = this.#part("file");
    if (file && answer.run_file) {
      file.hidden = false;
      const [text, command] = [this.querySelector("#run-file"), this.querySelector("#run-command")];
      if (text) text.textContent = answer.run_file;
      if (command) command.textContent = answer.command;
    }
    this.#showBaselines(answer);
  }

  /**
   * Shows how many runs there are, and what is wrong or worth knowing.
   * @param {any} answer
   */
  #showErrors(answer) {
    const errors = Object.entries(answer.errors ?? {});
    const runs = answer.runs ?? 0;
    const wrong = errors.filter(([name]) => !this.#isOpen(name)).length;
    const state = wrong
      ? ` – ${counted(wrong, "field")} ${wrong === 1 ? "needs" : "need"} your attention`
      : errors.length ? ` – ${counted(errors.length, "field")} to fill in` : steps(answer);
    this.#part("count")?.replaceChildren(element("strong", {}, runs === 1 ? "1 run" : `${number(runs)} runs`), state);
    this.#part("notes")?.replaceChildren(...this.#notes(answer, errors));
  }

  /** @param {string} name */
  #control(name) {
    const form = this.closest("form");
    return form ? controlsOf(form).find((other) => other.name === name && !other.matches(":disabled, [type=hidden]")) : undefined;
  }

  /**
   * Whether the field is empty because nobody has been at it yet.
   * @param {string} name
   */
  #isOpen(name) {
    return !this.#isSent && !this.#touched.has(name) && this.#control(name)?.value === "";
  }

  /**
   * Offers the names of parameters, and of the layers that they belong to, where a field wants one.
   * @param {{parameter_names?: string[]} | undefined} model
   */
  #nameLayers(model) {
    const place = document.getElementById("layers");
    if (!place || !model) return;
    const names = (model.parameter_names ?? []).flatMap((name) => {
      const parts = name.split(".");
      return parts.map((_, k) => parts.slice(0, k + 1).join("."));
    });
    place.replaceChildren(...[...new Set(names)].sort().map((value) => element("option", { value })));
  }

  /**
   * @param {any} answer
   * @param {[string, unknown][]} errors
   */
  #notes(answer, errors) {
    const notice = (/** @type {string} */ kind, /** @type {(string | Node)[]} */ ...text) =>
      element("div", { class: `notice ${kind}` }, icon(kind === "warn" ? "warning" : "info"), element("div", {}, ...text));
    const notes = [];
    if (errors.length) notes.push(this.#errors(errors));
    if (answer.waits_for) notes.push(notice("info", `The run waits until “${answer.waits_for}” is made.`));
    for (const warning of answer.warnings ?? []) notes.push(notice("warn", warning));
    if (answer.runs > 1 && answer.names?.length) {
      notes.push(element("details", {}, element("summary", {}, "Names"),
        element("ul", {}, ...answer.names.map((/** @type {string} */ name) => element("li", { class: "mono" }, name)),
          answer.runs > answer.names.length && element("li", {}, `and ${answer.runs - answer.names.length} more`))));
    } else if (answer.names?.length === 1 && !errors.length) {
      notes.push(element("p", { class: "mono quiet run-name" }, answer.names[0]));
    }
    return notes;
  }

  /**
   * What is wrong, also with fields that nobody has been at; each entry leads to its field.
   * @param {[string, unknown][]} errors
   */
  #errors(errors) {
    const entry = (/** @type {[string, unknown]} */ [name, messages]) => {
      const control = this.#control(name);
      const label = control?.labels?.[0]?.firstChild?.textContent?.trim() ?? "";
      const text = `${label ? `${label}: ` : ""}${/** @type {string[]} */ (messages).join("; ")}`;
      return element("li", { class: this.#isOpen(name) && "open" }, control
        ? element("button", { type: "button", class: "plain", onclick: () => reveal(control) }, text)
        : text);
    };
    return element("ul", { class: "outline-errors" }, ...errors.slice(0, 8).map(entry));
  }

  /** @param {any} answer */
  #showBaselines(answer) {
    const card = this.#part("baselines");
    if (!card) return;
    if (!answer.model || !answer.images) {
      // What was to be measured is not asked for any more.
      clearTimeout(this.#timer);
      this.#measured = "";
      return;
    }
    card.hidden = false;
    const key = JSON.stringify([this.#values.data, this.#values.training?.seed, answer.model.code, answer.images]);
    if (key === this.#measured) return;
    this.#asking?.abort();
    clearTimeout(this.#timer);
    this.#measured = key;
    this.#part("yardsticks")?.replaceChildren();
    const pixels = answer.images.training * answer.images.shape.reduce((/** @type {number} */ a, /** @type {number} */ b) => a * b, 1);
    if (pixels <= largest) this.#timer = setTimeout(() => this.#measure(), 1200);
  }

  async #measure() {
    this.#asking?.abort();
    this.#asking = new AbortController();
    const place = this.#part("yardsticks");
    place?.replaceChildren(element("p", { class: "quiet" }, "Measuring…"));
    try {
      const answer = await request(this.dataset.yardstick ?? "", {
        method: "POST", body: this.#values, signal: this.#asking.signal,
      });
      const row = (/** @type {any} */ yardstick) => element("tr", {},
        element("th", { scope: "row" }, yardstick.name),
        ...[yardstick.mse01, yardstick.sse, yardstick.psnr].map((value) => element("td", { class: "number" }, number(value))));
      place?.replaceChildren(
        element("table", { class: "full" },
          element("caption", {}, answer.part === "train" ? "On the training images" : "On the validation images"),
          element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "Yardstick"),
            ...["mse01", "sse", "PSNR (dB)"].map((name) => element("th", { scope: "col", class: "number" }, name)))),
          element("tbody", {}, ...answer.yardsticks.map(row))),
        ...answer.notes.map((/** @type {string} */ note) => element("p", { class: "quiet" }, note)),
      );
    } catch (error) {
      if (error instanceof DOMException) return;
      place?.replaceChildren(element("p", { class: "quiet" }, `Not measured: ${/** @type {Error} */ (error).message}`));
    }
  }

  /**
   * @param {HTMLFormElement} form
   * @param {HTMLSelectElement} base
   */
  async #customize(form, base) {
    if (!base.value) return;
    const language = /** @type {HTMLSelectElement | null} */ (form.elements.namedItem("network.language"))?.value ?? "yaml";
    const query = new URLSearchParams({ model: base.value, language });
    try {
      const answer = await request(`${base.dataset.customize}?${query}`, { method: "POST" });
      const editor = /** @type {any} */ (form.querySelector("network-editor"));
      editor?.setText(answer.text);
    } catch (error) {
      toast(/** @type {Error} */ (error).message);
    }
    base.value = "";
  }
}

/** @param {HTMLElement} control */
function reveal(control) {
  for (let group = control.closest("details"); group; group = group.parentElement?.closest("details") ?? null) group.open = true;
  control.focus();
}

/**
 * The length of a run, in words.
 * @param {any} answer
 */
function steps({ runs, epochs, steps_per_epoch: perEpoch, images }) {
  if (!perEpoch || !epochs) return "";
  // Runs of a sweep may differ in all of it.
  const which = runs > 1 ? "; the first" : "";
  return `${which} of ${counted(epochs, "epoch")} × ${counted(perEpoch, "step")} on ${counted(images.training, "image")}`;
}

customElements.define("run-outline", RunOutline);
