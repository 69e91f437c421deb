/** The rows of a long list that are in the table: the first ones, more as the page scrolls, so that layout stays quick. */
import { element } from "./elements.js";

const page = 120;

/**
 * The row above those of a group.
 * @param {string} text
 * @param {number} width columns
 */
export function groupHead(text, width) {
  return element("tr", { class: "group" }, element("th", { colspan: width, scope: "rowgroup" }, text));
}

export class Rows {
  #body;
  /** @type {HTMLTableRowElement[]} */
  #list = [];
  #count = 0;
  /** Has the height of the rows that are left out. */
  #rest = element("tbody", { "aria-hidden": "true" }, element("tr", {}, element("td", { class: "rest" })));
  #watch;

  /** @param {HTMLTableElement} table */
  constructor(table) {
    this.#body = table.tBodies[0];
    table.append(this.#rest);
    this.#watch = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) this.#put(this.#count + page);
    }, { rootMargin: "600px" });
    this.#watch.observe(this.#rest);
  }

  /**
   * Shows another list, from its start.
   * @param {HTMLTableRowElement[]} list
   */
  show(list) {
    const before = this.#list;
    this.#list = list;
    if (this.#count > 0 && list.length === before.length && list.every((row, index) => row === before[index])) return;
    this.#count = Math.min(list.length, page);
    this.#body.replaceChildren(...list.slice(0, this.#count));
    this.#put(0);
  }

  /**
   * Puts a row into the table, with some after it.
   * @param {HTMLTableRowElement} row
   */
  reveal(row) {
    this.#put(this.#list.indexOf(row) + 20);
  }

  disconnect() {
    this.#watch.disconnect();
  }

  /**
   * Has at least so many rows in the table.
   * @param {number} count
   */
  #put(count) {
    const end = Math.min(this.#list.length, count);
    if (end > this.#count) this.#body.append(...this.#list.slice(this.#count, end));
    this.#count = Math.max(this.#count, end);
    const left = this.#list.length - this.#count;
    this.#rest.hidden = left === 0;
    if (left === 0) return;
    const cell = /** @type {HTMLElement} */ (this.#rest.querySelector("td"));
    cell.style.height = `${left * (this.#body.rows[0]?.offsetHeight || 34)}px`;
    // What is still in view asks again.
    this.#watch.unobserve(this.#rest);
    this.#watch.observe(this.#rest);
  }
}
