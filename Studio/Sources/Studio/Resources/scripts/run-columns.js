/** The choice of columns, remembered in the URL (?columns=a,b) and, as the default of this browser, in localStorage. */
import { element, icon, idOf } from "./elements.js";

export class Columns {
  #heads;
  #table;
  #key;
  #sheet = new CSSStyleSheet();

  /** @param {HTMLTableElement} table */
  constructor(table) {
    this.#table = table;
    this.#heads = /** @type {HTMLTableCellElement[]} */ ([...(table.tHead?.rows[0].cells ?? [])]);
    this.#key = `studio-columns-${idOf(table)}`;
    document.adoptedStyleSheets.push(this.#sheet);
    this.#apply(this.#remembered());
  }

  /**
   * The index of a column, -1 where there is none.
   * @param {string} name
   */
  index(name) {
    return this.#heads.findIndex((head) => head.dataset.column === name);
  }

  /**
   * The column that a filter means: of a metric that is neither the best nor the last value, the best.
   * @param {string} name
   */
  meant(name) {
    return this.index(name) < 0 && this.index(`best.${name}`) >= 0 ? `best.${name}` : name;
  }

  #all() {
    return this.#heads.filter((head) => head.dataset.column);
  }

  #remembered() {
    let list = new URLSearchParams(location.search).get("columns");
    try {
      list ??= localStorage.getItem(this.#key);
    } catch {
      // Storage is switched off.
    }
    if (list) return new Set(list.split(","));
    return new Set(this.#all().filter((head) => !("off" in head.dataset)).map((head) => head.dataset.column ?? ""));
  }

  /** @param {Set<string>} shown */
  #apply(shown) {
    // One rule a column, instead of an attribute a cell. A column with data-fixed is always shown.
    const rules = this.#heads.flatMap((head, index) =>
      head.dataset.column && !("fixed" in head.dataset) && !shown.has(head.dataset.column)
        ? [`#${CSS.escape(this.#table.id)} tr:not(.group) > :nth-child(${index + 1}) { display: none }`]
        : [],
    );
    this.#sheet.replaceSync(rules.join("\n"));
  }

  /**
   * The chooser, as a menu.
   * @returns {HTMLElement}
   */
  chooser() {
    const panel = element("div", { class: "panel column-choice" });
    const shown = this.#remembered();
    for (const head of this.#all()) {
      if ("fixed" in head.dataset) continue;
      const name = head.dataset.column ?? "";
      const box = element("input", { type: "checkbox" });
      box.checked = shown.has(name);
      box.addEventListener("change", () => {
        if (box.checked) shown.add(name);
        else shown.delete(name);
        this.#apply(shown);
        this.#remember(shown);
      });
      panel.append(element("label", {}, box, head.textContent?.trim() ?? name));
    }
    return element("details", { class: "menu" }, element("summary", { class: "button" }, icon("columns"), "Columns"), panel);
  }

  /** @param {Set<string>} shown */
  #remember(shown) {
    const list = [...shown].join(",");
    try {
      localStorage.setItem(this.#key, list);
    } catch {
      // Storage is switched off: the URL keeps it.
    }
    const url = new URL(location.href);
    url.searchParams.set("columns", list);
    history.replaceState(history.state, "", url);
  }
}
