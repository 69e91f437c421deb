/**
 * <bar-chart>: bars in the rows of a table: classes of a data set, a histogram.
 *
 * Markup: the table is the data, and what is read without script.
 *   <bar-chart><table>
 *     <caption>Images by class</caption>
 *     <thead><tr><th>class</th><th>training</th><th>validation</th></tr></thead>
 *     <tbody><tr><th>T-shirt</th><td data-value="6000">6,000</td><td>1,000</td></tr> …</tbody>
 *   </table></bar-chart>
 * Optional: data-topic="dataset:7", events with {"bars": {"<this element's id>": [[name, number, …], …]}} replace the rows.
 * More than 60 rows scroll. The colours are those of series.
 */
import { element } from "./elements.js";
import { listen } from "./events.js";
import { number } from "./numbers.js";
import { colour } from "./chart-colours.js";

class BarChart extends HTMLElement {
  #gone = new AbortController();

  connectedCallback() {
    this.#gone = new AbortController();
    const { signal } = this.#gone;
    this.#draw();
    document.addEventListener("studio:theme", () => this.#draw(), { signal });
    for (const topic of (this.dataset.topic ?? "").split(/\s+/).filter(Boolean)) {
      listen(topic, (value) => value?.bars?.[this.id] && this.#set(value.bars[this.id]), signal);
    }
  }

  disconnectedCallback() {
    this.#gone.abort();
  }

  /** @param {[string, ...number[]][]} rows */
  #set(rows) {
    const body = this.querySelector("tbody");
    body?.replaceChildren(...rows.map(([name, ...values]) => element("tr", {}, element("th", { scope: "row" }, name),
      ...values.map((value) => element("td", { "data-value": value }, number(value))))));
    this.#draw();
  }

  #draw() {
    const table = this.querySelector("table");
    if (!table) return;
    table.classList.add("full", "bar-table");
    const rows = [...(table.tBodies[0]?.rows ?? [])];
    const cells = rows.flatMap((row) => [...row.cells].slice(1));
    const value = (cell) => Number(cell.dataset.value ?? cell.textContent?.replaceAll(",", "")) || 0;
    const greatest = Math.max(...cells.map(value), 0) || 1;
    for (const row of rows) {
      [...row.cells].slice(1).forEach((cell, k) => {
        cell.classList.add("bar-cell");
        const share = `${(100 * value(cell)) / greatest}%`;
        cell.style.backgroundImage = `linear-gradient(${colour(`series-${(k % 8) + 1}`)}, ${colour(`series-${(k % 8) + 1}`)})`;
        cell.style.backgroundSize = `calc((100% - 7em) * ${Number.parseFloat(share) / 100}) 12px`;
      });
    }
    this.classList.toggle("tall", rows.length > 60);
  }
}

customElements.define("bar-chart", BarChart);
