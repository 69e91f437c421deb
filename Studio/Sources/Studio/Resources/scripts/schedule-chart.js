/**
 * <schedule-chart>: the learning rate over training, as the form around it says.
 *
 * Markup: inside a form (or with data-form="id"):
 *   <schedule-chart data-source="runs/schedule" data-height="160"
 *     data-with="training.epochs training.learning_rate training.schedule"   optional: names whose change asks again;
 *                                                                            without it, any change
 *   ><h3>Learning rate</h3></schedule-chart>
 * POSTs the form's values (form-values.js) to data-source: after the form's check (forms.js) where it has one and these
 * fields passed it, else 400 ms after a change. The answer is a chart document (chart.js), such as
 * {title, unit, smoothing: false, x: {epoch: […]}, series: [{name, values}]}. With errors the last curve stays: the form
 * shows them at their fields.
 */
import "./chart.js";
import { element } from "./elements.js";
import { valuesOf } from "./form-values.js";
import { request } from "./requests.js";

class ScheduleChart extends HTMLElement {
  #gone = new AbortController();
  #timer = 0;
  /** @type {AbortController | undefined} */ #asking;

  connectedCallback() {
    const form = /** @type {HTMLFormElement | null} */ (
      this.dataset.form ? document.getElementById(this.dataset.form) : this.closest("form")
    );
    if (!form) return;
    this.#gone = new AbortController();
    const chart = this.querySelector("line-chart") ?? element("line-chart", { "data-height": this.dataset.height });
    if (!chart.isConnected) {
      chart.append(...this.childNodes);
      this.append(chart);
    }
    const names = (this.dataset.with ?? "").split(/\s+/).filter(Boolean);
    const { signal } = this.#gone;
    const isChecked = "check" in form.dataset;
    let isOld = true;
    form.addEventListener("input", (event) => {
      const name = /** @type {HTMLInputElement} */ (event.target).name;
      if (names.length && !names.includes(name)) return;
      isOld = true;
      if (isChecked) return;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#ask(form, chart), 400);
    }, { signal });
    if (!isChecked) {
      this.#ask(form, chart);
      return;
    }
    form.addEventListener("studio:checked", (event) => {
      const errors = Object.keys(/** @type {CustomEvent} */ (event).detail.answer?.errors ?? {});
      if (!isOld || errors.some((name) => names.length === 0 || names.includes(name))) return;
      isOld = false;
      this.#ask(form, chart);
    }, { signal });
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#gone.abort();
    this.#asking?.abort();
  }

  /**
   * @param {HTMLFormElement} form
   * @param {any} chart
   */
  async #ask(form, chart) {
    this.#asking?.abort();
    this.#asking = new AbortController();
    try {
      const { signal } = this.#asking;
      const document = await request(this.dataset.source ?? "", { method: "POST", body: valuesOf(form), signal });
      if (document) chart.setDocument(document);
    } catch {
      // Superseded, or refused: the form shows why.
    }
  }
}

customElements.define("schedule-chart", ScheduleChart);
