/**
 * <run-table>: a table from the server that filters, sorts, groups, selects and follows events. For runs, data sets and
 * jobs alike.
 *
 * Markup:
 *   <run-table data-topic="runs" data-noun="run"> events {id, column: value, …} change rows; {id, removed: true} removes
 *                                                 one; an unknown id reads the page's table again; what a row is
 *     <div class="bulk-bar" data-bulk hidden>     shown while rows are selected; "<b data-count></b>" says how many
 *       <form method="post" action="runs/delete" data-message="{n} run{s} deleted." data-removes data-undo="…"
 *             data-key="Delete">
 *         <button>…</button></form>               POSTs {"ids": […], other fields}; the answer's `message` and `undo` come
 *                                                 first; data-removes hides the rows; data-key presses the button;
 *                                                 data-parameter names the list
 *       <form action="runs/compare" data-parameter="run"><button>…</button></form>   (get) goes to …?run=A&run=B
 *     </div>
 *     <div class="table-scroll" tabindex="0" role="region" aria-label="Runs">
 *     <table id="runs" class="full">
 *       <thead><tr>
 *         <th class="select"></th>                first, for check boxes; leave it out for no selection
 *         <th data-column="name" data-fixed>Name</th>              data-fixed: always shown
 *         <th data-column="psnr" data-kind="number" class="number" data-format="number">PSNR</th>
 *         <th data-column="model" data-group>Model</th>            data-group: rows can be grouped by it
 *         <th data-column="notes" data-off>Notes</th>              data-off: hidden at first
 *       </tr></thead>
 *       <tbody><tr data-id="mnist~a" data-status="running" data-tag="x y">   data-…: more for the filter
 *         <td class="select"></td><td><a href="runs/mnist~a">mnist/a</a></td>
 *         <td data-value="21.43" class="number">21.4</td> …
 *         data-value: what is sorted and compared, where it is not the text; cells may hold data-live elements (live.js)
 *     </table></div>
 *   </run-table>
 * Of a long table only the first rows are in the document, more as one scrolls.
 * The tools (filter, groups, columns, count) are added above. `/` focuses the filter. State in the URL: ?filter=, ?sort=psnr
 * or ?sort=-psnr, ?group=, ?columns=. The filter's language: run-filter.js. Keys in rows: arrows, Shift, Space, Ctrl-A,
 * Escape, Enter opens.
 */
import { button, element } from "./elements.js";
import { listen } from "./events.js";
import { describeKeys } from "./keyboard.js";
import { showFields } from "./live.js";
import { counted, formatted, number } from "./numbers.js";
import { refreshTimes } from "./relative-time.js";
import { bulkActions } from "./run-bulk.js";
import { Columns } from "./run-columns.js";
import { filter } from "./run-filter.js";
import { groupHead, Rows } from "./run-rows.js";
import { Selection } from "./run-selection.js";
import { tableTools } from "./run-tools.js";

describeKeys("Rows of a table", [
  { keys: "↑ ↓", name: "Row above, row below; with Shift select" }, { keys: "Space", name: "Select" },
  { keys: "Ctrl A", name: "Select all rows shown" }, { keys: "Enter", name: "Open" },
]);

const order = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

class RunTable extends HTMLElement {
  /** @type {HTMLTableElement} */ #table;
  /** @type {Columns} */ #columns;
  /** @type {Selection | undefined} */ #selection;
  /** @type {Map<string, HTMLTableRowElement>} */ #rows = new Map();
  /** @type {WeakMap<HTMLTableRowElement, string>} */ #texts = new WeakMap();
  #gone = new AbortController();
  #state = { filter: "", sort: "", group: "" };
  /**
   * The rows that the filter shows, in order.
   * @type {HTMLTableRowElement[]}
   */
  #shown = [];
  /** @type {Rows} */ #inTable;
  #count = element("span", { class: "count", role: "status" });
  #reloading = 0;

  connectedCallback() {
    const table = this.querySelector("table");
    if (!table || this.#table) return;
    this.#table = table;
    const address = new URLSearchParams(location.search);
    for (const key of Object.keys(this.#state)) this.#state[key] = address.get(key) ?? "";
    this.#columns = new Columns(table);
    this.#inTable = new Rows(table);
    if (table.tHead?.querySelector("th.select")) this.#select();
    for (const row of table.tBodies[0].rows) this.#take(row);
    this.#sortButtons();
    this.prepend(tableTools({
      heads: [...(table.tHead?.rows[0].cells ?? [])].filter((head) => "group" in head.dataset),
      state: this.#state, count: this.#count, chooser: this.#columns.chooser(),
      set: (key, value) => this.#set(key, value), leave: () => this.#shown[0]?.focus(),
    }));
    this.#arrange();
    if (this.dataset.topic) listen(this.dataset.topic, (value) => this.#follow(value), this.#gone.signal);
    document.addEventListener("studio:reset", () => this.#reload(), { signal: this.#gone.signal });
  }

  disconnectedCallback() {
    this.#gone.abort();
    this.#inTable?.disconnect();
  }

  #select() {
    const bar = /** @type {HTMLElement | null} */ (this.querySelector("[data-bulk]"));
    const selection = new Selection(this.#table, () => this.#shown, (row) => this.#inTable.reveal(row), () => {
      const count = selection.rows.length;
      if (bar) bar.hidden = count === 0;
      const place = bar?.querySelector("[data-count]");
      if (place) place.textContent = `${number(count)} selected`;
    });
    this.#selection = selection;
    if (!bar) return;
    bulkActions(bar, () => selection.rows, () => this.#arrange());
    this.#table.addEventListener("keydown", (event) => {
      const form = /** @type {HTMLFormElement | null} */ (bar.querySelector(`form[data-key="${CSS.escape(event.key)}"]`));
      if (form && event.target instanceof HTMLTableRowElement && selection.rows.length) form.requestSubmit();
    });
  }

  /** @param {HTMLTableRowElement} row */
  #take(row) {
    if (!row.dataset.id) return;
    this.#rows.set(row.dataset.id, row);
    this.#selection?.add(row);
  }

  /**
   * @param {HTMLTableRowElement} row
   * @param {string} column
   */
  #value(row, column) {
    const index = this.#columns.index(column);
    if (index < 0) return row.dataset[column];
    const cell = row.cells[index];
    const text = cell?.dataset.value ?? cell?.textContent?.trim() ?? "";
    return text === "" || text === "–" ? null : text;
  }

  /** @param {HTMLTableRowElement} row */
  #text(row) {
    let text = this.#texts.get(row);
    if (text === undefined) {
      text = `${row.textContent} ${row.dataset.tag ?? ""}`.toLowerCase();
      this.#texts.set(row, text);
    }
    return text;
  }

  /** Filters, sorts and groups all rows. */
  #arrange() {
    const passes = filter(this.#state.filter);
    const all = [...this.#rows.values()].filter((row) => !("removed" in row.dataset));
    const rows = all.filter((row) => passes({ text: this.#text(row), value: (name) => this.#value(row, this.#columns.meant(name)) }));
    this.#sort(rows);
    const focused = document.activeElement;
    this.#group(rows);
    const { noun = "row" } = this.dataset;
    const total = counted(all.length, noun);
    this.#count.textContent = rows.length === all.length ? total : `${number(rows.length)} of ${total}`;
    const empty = /** @type {HTMLElement | null} */ (document.querySelector(`[data-when-empty="${CSS.escape(this.#table.id)}"]`));
    if (empty) empty.hidden = all.length > 0;
    this.#selection?.settle();
    if (focused instanceof HTMLTableRowElement && focused.isConnected && focused !== document.activeElement) focused.focus();
  }

  /** @param {HTMLTableRowElement[]} rows */
  #sort(rows) {
    const isDescending = this.#state.sort.startsWith("-");
    const column = this.#state.sort.replace(/^-/, "");
    const index = this.#columns.index(column);
    for (const head of this.#table.tHead?.rows[0].cells ?? []) {
      if (!head.hasAttribute("aria-sort")) continue;
      const isIt = head.dataset.column === column;
      head.setAttribute("aria-sort", isIt ? (isDescending ? "descending" : "ascending") : "none");
    }
    if (index < 0) return;
    const isNumber = this.#table.tHead?.rows[0].cells[index].dataset.kind === "number";
    const keys = new Map(rows.map((row) => {
      const value = this.#value(row, column);
      return [row, value === null || value === undefined ? null : isNumber ? Number(value) : value];
    }));
    const sign = isDescending ? -1 : 1;
    rows.sort((a, b) => {
      const [left, right] = [keys.get(a) ?? null, keys.get(b) ?? null];
      // Rows without a value come last in both directions.
      if (left === null || right === null) return Number(left === null) - Number(right === null);
      return sign * (isNumber ? Number(left) - Number(right) : order.compare(String(left), String(right)));
    });
  }

  /** @param {HTMLTableRowElement[]} rows */
  #group(rows) {
    const list = [];
    const groups = Map.groupBy(rows, (row) => (this.#state.group && this.#value(row, this.#state.group)) || "");
    const width = this.#table.tHead?.rows[0].cells.length ?? 1;
    for (const [name, members] of [...groups].sort(([a], [b]) => order.compare(String(a), String(b)))) {
      if (this.#state.group) list.push(groupHead(`${name || "none"} (${number(members.length)})`, width));
      list.push(...members);
    }
    this.#shown = list.filter((row) => row.dataset.id);
    this.#inTable.show(list);
  }

  #sortButtons() {
    for (const head of this.#table.tHead?.rows[0].cells ?? []) {
      const column = head.dataset.column;
      if (!column) continue;
      const sort = button({}, ...head.childNodes);
      head.setAttribute("aria-sort", "none");
      head.replaceChildren(sort);
      // Numbers are most often wanted from the greatest.
      const [first, second] = head.dataset.kind ? [`-${column}`, column] : [column, `-${column}`];
      sort.addEventListener("click", () => this.#set("sort", this.#state.sort === first ? second : first));
    }
  }

  /**
   * @param {"filter" | "sort" | "group"} key
   * @param {string} value
   */
  #set(key, value) {
    this.#state[key] = value;
    const url = new URL(location.href);
    if (value) url.searchParams.set(key, value);
    else url.searchParams.delete(key);
    history.replaceState(history.state, "", url);
    this.#arrange();
  }

  /** @param {any} value an event's */
  #follow(value) {
    const row = this.#rows.get(String(value?.id));
    if (!row) {
      if (!value?.removed) this.#reload();
      return;
    }
    if (value.removed) {
      row.remove();
      this.#rows.delete(String(value.id));
      this.#arrange();
      return;
    }
    for (const [name, shown] of Object.entries(value)) {
      if (name in row.dataset && name !== "id") row.dataset[name] = String(shown);
      const cell = row.cells[this.#columns.index(name)];
      if (!cell) continue;
      if (shown !== null && typeof shown !== "object" && "value" in cell.dataset) cell.dataset.value = String(shown);
      if (cell.querySelector("[data-live]") || cell.children.length > 0) continue;
      cell.textContent = formatted(shown, this.#table.tHead?.rows[0].cells[cell.cellIndex].dataset.format);
    }
    showFields(row, value);
    this.#texts.delete(row);
  }

  /**
   * Takes over what differs in a newer version of a row.
   * @param {HTMLTableRowElement} row
   * @param {HTMLTableRowElement} newer
   */
  #renew(row, newer) {
    Object.assign(row.dataset, newer.dataset);
    this.#texts.delete(row);
    [...newer.cells].forEach((cell, k) => {
      const old = row.cells[k];
      if (old && !cell.matches(".select") && cell.innerHTML !== old.innerHTML) old.replaceWith(document.adoptNode(cell));
    });
  }

  #reload() {
    clearTimeout(this.#reloading);
    this.#reloading = setTimeout(async () => {
      const response = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => undefined);
      if (!response?.ok) return;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const selector = `#${CSS.escape(this.#table.id)} tbody tr[data-id]`;
      const rows = /** @type {NodeListOf<HTMLTableRowElement>} */ (page.querySelectorAll(selector));
      const found = new Set();
      for (const row of rows) {
        const id = row.dataset.id ?? "";
        found.add(id);
        const known = this.#rows.get(id);
        if (known) {
          this.#renew(known, row);
          // In the order of the page, so that new rows come where they are after a reload.
          this.#rows.delete(id);
          this.#rows.set(id, known);
        } else this.#take(document.adoptNode(row));
      }
      for (const [id, row] of this.#rows) {
        if (found.has(id)) continue;
        row.remove();
        this.#rows.delete(id);
      }
      refreshTimes(this.#table);
      this.#arrange();
    }, 500);
  }
}

customElements.define("run-table", RunTable);
