/** The selection of rows: by click, with Shift and Ctrl, by check boxes and by keyboard. */
import { element, takesText } from "./elements.js";

export class Selection {
  /** @type {Set<HTMLTableRowElement>} */
  #rows = new Set();
  /** @type {HTMLTableRowElement | null} */
  #anchor = null;
  #table;
  #shown;
  #reveal;
  #changed;

  /**
   * @param {HTMLTableElement} table
   * @param {() => HTMLTableRowElement[]} shown the rows that the filter shows, in order
   * @param {(row: HTMLTableRowElement) => void} reveal puts a row into the table that is still left out
   * @param {() => void} changed
   */
  constructor(table, shown, reveal, changed) {
    [this.#table, this.#shown, this.#reveal, this.#changed] = [table, shown, reveal, changed];
    table.setAttribute("role", "grid");
    table.setAttribute("aria-multiselectable", "true");
    const all = element("input", { type: "checkbox", "aria-label": "Select all rows shown" });
    all.addEventListener("change", () => this.set(/** @type {HTMLInputElement} */ (all).checked ? this.#shown() : []));
    table.tHead?.querySelector("th.select")?.replaceChildren(all);
    table.addEventListener("click", (event) => this.#click(event));
    table.addEventListener("mousedown", (event) => {
      if (event.shiftKey && !takesText(event.target)) event.preventDefault();
    });
    table.addEventListener("keydown", (event) => this.#key(event));
  }

  /** The selected rows in their order. */
  get rows() {
    return this.#shown().filter((row) => this.#rows.has(row));
  }

  /**
   * Prepares a new row.
   * @param {HTMLTableRowElement} row
   */
  add(row) {
    const name = row.querySelector("a")?.textContent?.trim() ?? row.dataset.id;
    const cell = row.querySelector(".select");
    cell?.replaceChildren(element("input", { type: "checkbox", tabindex: "-1", "aria-label": `Select ${name}` }));
    row.setAttribute("aria-selected", "false");
    row.tabIndex = -1;
  }

  /** One row can be reached with the Tab key. */
  settle() {
    const shown = this.#shown();
    if (!this.#table.querySelector('tbody tr[tabindex="0"]') && shown[0]) shown[0].tabIndex = 0;
    const still = new Set(shown);
    for (const row of this.#rows) if (!still.has(row)) this.#mark(row, false);
    this.#report();
  }

  /** @param {Iterable<HTMLTableRowElement>} rows */
  set(rows) {
    const wanted = new Set(rows);
    for (const row of [...this.#rows]) if (!wanted.has(row)) this.#mark(row, false);
    for (const row of wanted) this.#mark(row, true);
    this.#report();
  }

  /**
   * @param {HTMLTableRowElement} row
   * @param {boolean} isSelected
   */
  #mark(row, isSelected) {
    if (isSelected) this.#rows.add(row);
    else this.#rows.delete(row);
    row.setAttribute("aria-selected", String(isSelected));
    const box = /** @type {HTMLInputElement | null} */ (row.querySelector(".select input"));
    if (box) box.checked = isSelected;
  }

  #report() {
    const all = /** @type {HTMLInputElement | null} */ (this.#table.tHead?.querySelector("th.select input") ?? null);
    if (all) {
      const count = this.#shown().length;
      all.checked = count > 0 && this.#rows.size >= count;
      all.indeterminate = this.#rows.size > 0 && this.#rows.size < count;
    }
    this.#changed();
  }

  /** @param {HTMLTableRowElement} row */
  #toggle(row) {
    this.#mark(row, !this.#rows.has(row));
    this.#anchor = row;
    this.#report();
  }

  /** @param {HTMLTableRowElement} row */
  #extend(row) {
    const shown = this.#shown();
    const from = this.#anchor ? shown.indexOf(this.#anchor) : -1;
    const to = shown.indexOf(row);
    if (from < 0) this.#anchor = row;
    this.set(shown.slice(Math.min(from < 0 ? to : from, to), Math.max(from, to) + 1));
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const row = /** @type {HTMLTableRowElement | null} */ (target.closest("tbody tr[data-id]"));
    if (!row) return;
    const isBox = target.closest(".select") !== null;
    if (!isBox && target.closest("a, button, input, select, textarea, label, summary")) return;
    // A click into the table's own controls keeps the focus there.
    if (!isBox) this.#focus(row);
    if (event.shiftKey) this.#extend(row);
    else if (isBox || event.ctrlKey || event.metaKey) this.#toggle(row);
    else {
      this.#anchor = row;
      this.set(this.#rows.size === 1 && this.#rows.has(row) ? [] : [row]);
    }
  }

  /** @param {HTMLTableRowElement} row */
  #focus(row) {
    this.#reveal(row);
    for (const other of this.#table.querySelectorAll('tbody tr[tabindex="0"]')) other.setAttribute("tabindex", "-1");
    row.tabIndex = 0;
    row.focus();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const row = event.target;
    if (!(row instanceof HTMLTableRowElement)) return;
    const shown = this.#shown();
    const at = shown.indexOf(row);
    const places = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -shown.length, End: shown.length }[event.key];
    if (places !== undefined) {
      const next = shown[Math.max(0, Math.min(shown.length - 1, at + places))];
      if (event.shiftKey) {
        this.#anchor ??= row;
        this.#extend(next);
      }
      this.#focus(next);
    } else if (event.key === " ") {
      if (event.shiftKey) this.#extend(row);
      else this.#toggle(row);
    } else if (event.key === "a" && (event.ctrlKey || event.metaKey)) this.set(shown);
    else if (event.key === "Escape") this.set([]);
    else if (event.key === "Enter") row.querySelector("a")?.click();
    else return;
    event.preventDefault();
  }
}
