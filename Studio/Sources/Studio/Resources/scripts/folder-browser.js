/**
 * <folder-browser>: chooses a folder (or file) of the server in a dialog.
 *
 * Markup:
 *   <folder-browser data-source="folders" [data-files] data-title="Choose a folder">
 *     <span class="with-button"><input name="folder" …><button type="button">Browse</button></span>
 *   </folder-browser>                         data-files: a file may be chosen as well
 * GET {data-source}?path=P, without `path` at first if the input is empty. The answer:
 *   {"path": "/data", "parent": "/" or null, "folders": [{"name", "path"}], "files": ["a.png"],
 *    "fileCount"?: 70000, "why"?: "Permission denied: …"}   `why` says what keeps the folder from being read or used
 * Keys in the list: arrows, letters find, Enter opens, Backspace goes up. "Choose" sets the input, which gets "input" and
 * "change" events.
 */
import { button, element, icon, iconButton, idOf } from "./elements.js";
import { counted } from "./numbers.js";
import { request } from "./requests.js";

/**
 * @typedef {{
 *   path: string, parent: string | null, folders: {name: string, path: string}[], files: string[],
 *   fileCount?: number, why?: string
 * }} Folder
 */

class FolderBrowser extends HTMLElement {
  #input = /** @type {HTMLInputElement | null} */ (null);
  #path = "";
  #parent = /** @type {string | null} */ (null);
  #list = element("ul", { class: "folder-list", role: "listbox", tabindex: "0", "aria-label": "Folders" });
  #address = element("input", { "aria-label": "Path", spellcheck: "false", autocomplete: "off" });
  #why = element("p", { class: "notice warn", role: "status", hidden: true });
  #count = element("span", { class: "quiet" });
  #up = iconButton("folder-up", "Folder above", () => this.#parent !== null && this.#go(this.#parent));
  /** @type {HTMLDialogElement | undefined} */ #dialog;
  #turn = 0;
  #typed = "";
  #typedAt = 0;

  connectedCallback() {
    this.#input = this.querySelector("input");
    this.querySelector("button")?.addEventListener("click", () => this.#open());
  }

  disconnectedCallback() {
    this.#dialog?.remove();
    this.#dialog = undefined;
  }

  #make() {
    const goThere = (event) => {
      event.preventDefault();
      this.#go(this.#address.value);
    };
    const dialog = element("dialog", { "aria-label": this.dataset.title ?? "Choose a folder" },
      element("header", {}, element("h2", {}, this.dataset.title ?? "Choose a folder"),
        iconButton("close", "Close", () => dialog.close(), "plain")),
      element("form", { class: "with-button", onsubmit: goThere }, this.#up, this.#address, element("button", {}, "Go")),
      this.#list, this.#why,
      element("div", { class: "actions" }, this.#count, element("span", { class: "spacer" }),
        button({ onclick: () => dialog.close() }, "Cancel"),
        button({ class: "primary", onclick: () => this.#choose() }, "Choose")));
    this.#list.addEventListener("click", (event) => {
      const row = /** @type {HTMLElement} */ (event.target).closest("li");
      if (row instanceof HTMLElement) this.#select(row);
    });
    this.#list.addEventListener("dblclick", () => this.#enter());
    this.#list.addEventListener("keydown", (event) => this.#key(event));
    document.body.append(dialog);
    return dialog;
  }

  #open() {
    const dialog = (this.#dialog ??= this.#make());
    dialog.showModal();
    this.#go(this.#input?.value ?? "");
    this.#list.focus();
  }

  /** @param {string} path */
  async #go(path) {
    const url = new URL(this.dataset.source ?? "", document.baseURI);
    if (path) url.searchParams.set("path", path);
    const turn = (this.#turn += 1);
    try {
      const folder = await request(url);
      if (turn === this.#turn) this.#show(folder);
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#tell(error.message);
      // What the input held may be gone: begin where the server begins.
      if (path && !this.#path) this.#go("");
    }
  }

  /** @param {string | undefined} why */
  #tell(why) {
    this.#why.hidden = !why;
    this.#why.replaceChildren(icon("warning"), element("span", {}, why ?? ""));
  }

  /** @param {Folder} folder */
  #show({ path, parent, folders, files = [], fileCount = files.length, why }) {
    const before = this.#path;
    [this.#path, this.#parent, this.#typed] = [path, parent ?? null, ""];
    this.#address.value = path;
    this.#up.toggleAttribute("disabled", this.#parent === null);
    const takesFiles = "files" in this.dataset;
    const row = (name, kind, isOff) => {
      const made = element("li", { role: "option", class: kind, "aria-selected": "false" }, icon(kind), name);
      if (isOff) made.setAttribute("aria-disabled", "true");
      idOf(made);
      return made;
    };
    const rows = folders.map((inner) => {
      const made = row(inner.name, "folder", false);
      made.dataset.path = inner.path;
      return made;
    });
    for (const name of files.slice(0, 200)) {
      const made = row(name, "file", !takesFiles);
      if (takesFiles) made.dataset.path = `${path.replace(/\/$/, "")}/${name}`;
      rows.push(made);
    }
    this.#list.replaceChildren(...rows);
    this.#list.scrollTop = 0;
    const shown = Math.min(files.length, 200);
    const counts = [counted(folders.length, "folder"), counted(fileCount, "file")];
    if (shown < fileCount) counts.push(`${shown} shown`);
    this.#count.textContent = counts.join(", ");
    this.#tell(why);
    const start = rows.find((made) => made.dataset.path === before) ?? rows[0];
    if (start) this.#select(start);
    else this.#list.removeAttribute("aria-activedescendant");
  }

  get #selected() {
    return /** @type {HTMLElement | null} */ (this.#list.querySelector('[aria-selected="true"]'));
  }

  /** @param {HTMLElement} row */
  #select(row) {
    this.#selected?.setAttribute("aria-selected", "false");
    row.setAttribute("aria-selected", "true");
    this.#list.setAttribute("aria-activedescendant", row.id);
    row.scrollIntoView({ block: "nearest" });
  }

  #enter() {
    const row = this.#selected;
    if (!row?.dataset.path) return;
    if (row.classList.contains("file")) this.#choose();
    else this.#go(row.dataset.path);
  }

  /** Takes the selected file, else the folder that is open. */
  #choose() {
    const row = this.#selected;
    const path = row?.classList.contains("file") && row.dataset.path ? row.dataset.path : this.#path;
    if (this.#input && path) {
      this.#input.value = path;
      this.#input.dispatchEvent(new Event("input", { bubbles: true }));
      this.#input.dispatchEvent(new Event("change", { bubbles: true }));
    }
    this.#dialog?.close();
    this.#input?.focus();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const rows = /** @type {HTMLElement[]} */ ([...this.#list.children]);
    const at = this.#selected ? rows.indexOf(this.#selected) : -1;
    const last = rows.length - 1;
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 10, PageUp: at - 10, Home: 0, End: last }[event.key];
    if (next !== undefined && rows.length) this.#select(rows[Math.max(0, Math.min(last, next))]);
    else if (event.key === "Enter") this.#enter();
    else if (event.key === "Backspace" && this.#parent !== null) this.#go(this.#parent);
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && event.key !== " ") {
      this.#typed = event.timeStamp - this.#typedAt > 800 ? event.key : this.#typed + event.key;
      this.#typedAt = event.timeStamp;
      const found = rows.find((row) => row.textContent?.toLowerCase().startsWith(this.#typed.toLowerCase()));
      if (found) this.#select(found);
    } else return;
    event.preventDefault();
  }
}

customElements.define("folder-browser", FolderBrowser);
