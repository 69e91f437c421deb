/**
 * <kind-list>: entries of several kinds, each with its settings, which become the text of one field.
 *
 * Markup, in a form:
 *   <kind-list data-noun="corruption"
 *     data-default="the model’s"        optional: what an empty text means; the text "none" means no entries then
 *     data-suffix="parameters"          optional: this setting is written after a colon: l1=1e-5:encoder
 *     data-ordered>                     optional: the order of the entries matters
 *     <template data-kind="rotate" data-names="rotate rescale shift">     a text with one of the names is of this kind
 *       <p class="quiet">…</p>
 *       <div class="fields"><div class="field"><label>…</label><input data-setting="rotate" placeholder="required"></div>…</div>
 *     </template> …
 *     <div data-part="text"><label for="c">…</label><input id="c" name="corruption"></div>     shown on demand
 *   </kind-list>
 * The text is that of run files and flags: gaussian=0.5,clip=true + masking=0.2, or JSON. Entries have no names, so that
 * the form sends the text alone. A text that is not understood stays, and is shown instead of entries.
 */
import { button, element, iconButton, idOf } from "./elements.js";
import { parsed } from "./requests.js";

/** @typedef {HTMLInputElement | HTMLSelectElement} Control */
/** @typedef {{name: string, names: string[], template: HTMLTemplateElement}} Kind */
/** @typedef {{kind: Kind, values: Record<string, string>}} Entry */

class KindList extends HTMLElement {
  /** @type {Kind[]} */ #kinds = [];
  /** @type {HTMLInputElement | undefined} */ #field;
  #noun = "";
  #rows = element("ol", { class: "kind-rows" });
  #mode = element("select", {});
  #add = element("select", {});
  #missing = element("p", { class: "errors", role: "status", hidden: true });
  #strange = element("p", { class: "quiet", hidden: true }, "Not understood as a list of entries; change the text.");

  connectedCallback() {
    const field = this.querySelector("input[name]");
    const text = /** @type {HTMLElement | null} */ (this.querySelector("[data-part=text]"));
    if (this.#field || !(field instanceof HTMLInputElement) || !text) return;
    this.#field = field;
    this.#noun = this.dataset.noun ?? "entry";
    this.#kinds = [...this.querySelectorAll("template")].map((template) => ({
      name: template.dataset.kind ?? "", names: (template.dataset.names ?? "").split(/\s+/), template,
    }));
    const toggle = button({ class: "small", "aria-expanded": "false", "aria-controls": idOf(text) }, "As YAML");
    toggle.addEventListener("click", () => this.#showText(text, toggle, text.hidden));
    const tools = element("div", { class: "row" }, this.#adding(), toggle);
    text.before(this.#choosing(), this.#rows, this.#missing, this.#strange, tools);
    this.#showText(text, toggle, false);
    field.addEventListener("input", (event) => event.isTrusted && this.#read());
    this.#read();
    if (!this.#strange.hidden) this.#showText(text, toggle, true);
  }

  /**
   * @param {HTMLElement} text
   * @param {HTMLElement} toggle
   * @param {boolean} isShown
   */
  #showText(text, toggle, isShown) {
    text.hidden = !isShown;
    toggle.setAttribute("aria-expanded", String(isShown));
  }

  /** The choice between what an empty text means, no entries, and entries; nothing where there is no such choice. */
  #choosing() {
    const { default: words } = this.dataset;
    if (words === undefined) return "";
    this.#mode.setAttribute("aria-label", this.#noun[0].toUpperCase() + this.#noun.slice(1));
    this.#mode.append(element("option", { value: "" }, `${words} (default)`), element("option", { value: "none" }, "none"),
      element("option", { value: "list" }, "chosen here"));
    this.#mode.addEventListener("change", () => {
      if (this.#mode.value !== "list") this.#rows.replaceChildren();
      this.#arrange();
      if (this.#mode.value === "list") this.#add.focus();
      this.#write();
    });
    return this.#mode;
  }

  #adding() {
    this.#add.setAttribute("aria-label", `Add a ${this.#noun}`);
    this.#add.append(element("option", { value: "" }, `Add a ${this.#noun}…`),
      ...this.#kinds.map(({ name, template }) =>
        element("option", { value: name }, `${name}: ${template.content.querySelector("p")?.textContent ?? ""}`)));
    this.#add.addEventListener("change", () => {
      const kind = this.#kinds.find(({ name }) => name === this.#add.value);
      this.#add.value = "";
      if (!kind) return;
      const row = this.#row({ kind, values: {} });
      this.#rows.append(row);
      this.#arrange();
      row.querySelector("input, select")?.focus();
      this.#write();
    });
    return this.#add;
  }

  /** @param {Entry} entry */
  #row({ kind, values }) {
    const body = element("fieldset", { "data-kind": kind.name }, element("legend", {}, kind.name), kind.template.content.cloneNode(true));
    for (const control of this.#controls(body)) {
      control.value = values[control.dataset.setting ?? ""] ?? "";
      control.autocomplete = "off";
      const field = control.closest(".field");
      const label = field?.querySelector("label");
      if (label) label.htmlFor = idOf(control);
      const help = field?.querySelector(".help");
      if (help) control.setAttribute("aria-describedby", idOf(help));
      control.addEventListener("input", () => this.#write());
    }
    const row = element("li", { class: "kind-row" });
    const move = (/** @type {number} */ places) => {
      const others = [...this.#rows.children];
      const other = others[others.indexOf(row) + places];
      if (places < 0) other?.before(row);
      else other?.after(row);
      this.#arrange();
      this.#write();
    };
    const remove = iconButton("close", `Remove ${kind.name}`, () => {
      row.remove();
      this.#arrange();
      this.#add.focus();
      this.#write();
    }, "small");
    const order = "ordered" in this.dataset
      ? [iconButton("up", `Apply ${kind.name} earlier`, () => move(-1), "small"),
        iconButton("down", `Apply ${kind.name} later`, () => move(1), "small")] : [];
    row.append(body, element("span", { class: "actions" }, ...order, remove));
    return row;
  }

  /** @param {Element} row */
  #controls(row) {
    return /** @type {Control[]} */ ([...row.querySelectorAll("[data-setting]")]);
  }

  #arrange() {
    const isList = this.dataset.default === undefined || this.#mode.value === "list";
    this.#rows.hidden = this.#rows.childElementCount === 0;
    this.#add.hidden = !isList || !this.#strange.hidden;
    const rows = [...this.#rows.children];
    rows.forEach((row, place) => {
      for (const [name, isOff] of [["up", place === 0], ["down", place === rows.length - 1]]) {
        const control = row.querySelector(`.actions use[href$="#${name}"]`)?.closest("button");
        if (control instanceof HTMLButtonElement) control.disabled = Boolean(isOff);
      }
    });
  }

  /** Shows what the text says. */
  #read() {
    const text = this.#field?.value.trim() ?? "";
    const entries = this.#entries(text);
    this.#strange.hidden = entries !== null;
    this.#missing.hidden = true;
    this.#mode.value = text === "" || text === "none" ? text : "list";
    this.#rows.replaceChildren(...(entries ?? []).map((entry) => this.#row(entry)));
    this.#arrange();
  }

  /**
   * The entries of a text; null for one that is not understood.
   * @param {string} text
   * @returns {Entry[] | null}
   */
  #entries(text) {
    if (text === "" || text === "none") return [];
    const value = /^[[{]/.test(text) ? parsed(text) : text.split(" + ").map((part) => this.#fields(part));
    const entries = [value].flat().map((values) => {
      if (values === null || typeof values !== "object") return null;
      const kind = this.#kinds.find(({ names }) => names.some((name) => name in values));
      const known = kind ? this.#controls(element("div", {}, kind.template.content.cloneNode(true))).map(({ dataset }) => dataset.setting) : [];
      if (!kind || !Object.keys(values).every((name) => known.includes(name))) return null;
      return { kind, values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)])) };
    });
    return entries.every((entry) => entry !== null) ? entries : null;
  }

  /**
   * The names and values of "gaussian=0.5,clip=true"; null for another text.
   * @param {string} part
   */
  #fields(part) {
    const { suffix } = this.dataset;
    const [head, ...rest] = suffix ? part.split(":") : [part];
    const pairs = head.split(",").map((pair) => pair.split("="));
    if (!pairs.every((pair) => pair.length === 2)) return null;
    const values = Object.fromEntries(pairs.map(([name, value]) => [name.trim(), value.trim()]));
    return suffix && rest.length ? { ...values, [suffix]: rest.join(":") } : values;
  }

  /** Writes the entries as the text. */
  #write() {
    const field = this.#field;
    if (!field) return;
    const { suffix } = this.dataset;
    /** @type {string[]} */
    const missing = [];
    const parts = [...this.#rows.children].flatMap((row) => {
      const given = this.#controls(row).filter((control) => control.value.trim() !== "");
      const isSuffix = (/** @type {Control} */ control) => control.dataset.setting === suffix;
      const pairs = given.filter((control) => !isSuffix(control)).map((control) => `${control.dataset.setting}=${control.value.trim()}`);
      if (pairs.length === 0) {
        missing.push(row.querySelector("fieldset")?.dataset.kind ?? "");
        return [];
      }
      const after = given.filter(isSuffix).map((control) => `:${control.value.trim().split(/[\s,]+/).join(",")}`);
      return [pairs.join(",") + after.join("")];
    });
    this.#missing.textContent = missing.length ? `Left out until it has a value: ${missing.join(", ")}.` : "";
    this.#missing.hidden = missing.length === 0;
    const nothing = this.dataset.default === undefined || this.#mode.value === "" ? "" : "none";
    field.value = parts.length ? parts.join(" + ") : nothing;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

customElements.define("kind-list", KindList);
