/**
 * <network-editor>: a text area that becomes CodeMirror, checked by the server as one types.
 *
 * Markup:
 *   <network-editor data-check="networks/check"
 *     data-mode="yaml"             or lua; data-mode-field="language" takes it from the form's control of that name
 *     data-with="dataset"          optional: names of the form's controls whose values are sent along;
 *                                  "size=data.resize" sends that of data.resize as size
 *     data-summary="summary"       optional: id of the element for the layers, which is else added below
 *   ><label for="network">Network</label>
 *     <textarea id="network" name="network" class="code" rows="16">…</textarea></network-editor>
 * POSTs {"text", "language", …values of data-with} to data-check, 400 ms after a change. The answer, with status 200:
 *   {"errors": [{"line": 3, "column"?: 5, "message": "…", "severity"?: "warning"}],        line and column from 1
 *    "layers": [{"name", "type", "output": [16, 14, 14], "parameters", "operations"?}],
 *    "code": 50, "compression": 15.7, "pca"?: 0.0115, "parameters"?: 123456,
 *    "notice"?: "why the shapes are not those of the data set"}
 * With errors the last good layers stay, dimmed by aria-busy. Where CodeMirror is missing the text area stays as it is.
 * The Tab key indents; Escape, then Tab, leaves the editor.
 *
 * Script: element.setText(text). Dispatches "studio:network" (bubbling) with the answer.
 */
import { button, element, icon } from "./elements.js";
import { networkSummary } from "./network-summary.js";
import { request } from "./requests.js";

/** @typedef {{line: number, column?: number, message: string, severity?: "error" | "warning"}} Problem */

/** @type {Promise<any> | undefined} */
let loading;

/** CodeMirror with its style sheet, null where it cannot be had. */
function codeMirror() {
  loading ??= (async () => {
    const sheet = element("link", { rel: "stylesheet", href: new URL("../vendor/codemirror.css", import.meta.url).href });
    const styled = new Promise((resolve, reject) => {
      sheet.onload = resolve;
      sheet.onerror = reject;
    });
    // Before the Studio's own, which adapts it.
    document.head.prepend(sheet);
    const [module] = await Promise.all([import("../vendor/codemirror.js"), styled]);
    return module.default;
  })().catch(() => null);
  return loading;
}

class NetworkEditor extends HTMLElement {
  /** @type {HTMLTextAreaElement} */ #area;
  /** @type {any} */ #editor;
  #state = element("p", { class: "editor-state quiet", role: "status" });
  #list = element("ul", { class: "editor-errors" });
  /** @type {HTMLElement} */ #summary;
  /** @type {AbortController | undefined} */ #asking;
  #gone = new AbortController();
  #timer = 0;

  async connectedCallback() {
    const area = this.querySelector("textarea");
    if (!area || this.#area) return;
    this.#area = area;
    area.spellcheck = false;
    this.#summary = document.getElementById(this.dataset.summary ?? "") ?? element("div");
    this.append(this.#state, this.#list);
    // form-errors.js need not repeat them.
    this.dataset.listsLines = "";
    if (!this.#summary.isConnected) this.append(this.#summary);
    const { signal } = this.#gone;
    area.addEventListener("input", () => !this.#editor && this.#checkLater(), { signal });
    const watched = new Set(this.#sent.map(([, name]) => name));
    if (this.dataset.modeField) watched.add(this.dataset.modeField);
    area.form?.addEventListener("input", (event) => {
      const name = /** @type {HTMLInputElement} */ (event.target).name;
      if (!watched.has(name)) return;
      if (name === this.dataset.modeField) this.#editor?.setOption("mode", this.#language);
      this.#checkLater();
    }, { signal });
    this.#check();
    const CodeMirror = await codeMirror();
    if (CodeMirror && this.isConnected) this.#enhance(CodeMirror);
  }

  disconnectedCallback() {
    this.#gone.abort();
    this.#asking?.abort();
    clearTimeout(this.#timer);
  }

  /**
   * What is sent along: its key and the name of its control.
   * @returns {[string, string][]}
   */
  get #sent() {
    const terms = (this.dataset.with ?? "").split(/\s+/).filter(Boolean).map((term) => term.split("="));
    return terms.map(([key, name = key]) => [key, name]);
  }

  get #language() {
    return this.#control(this.dataset.modeField)?.value ?? this.dataset.mode ?? "yaml";
  }

  /**
   * @param {string | undefined} name
   * @returns {any}
   */
  #control(name) {
    return name ? (this.#area.form?.elements.namedItem(name) ?? null) : null;
  }

  /** @param {any} CodeMirror */
  #enhance(CodeMirror) {
    let leaves = false;
    const label = this.querySelector("label")?.textContent?.trim() ?? "Network";
    const editor = CodeMirror.fromTextArea(this.#area, {
      mode: this.#language, lineNumbers: true, indentUnit: 2, tabSize: 2, viewportMargin: 50, lineWrapping: false,
      gutters: ["CodeMirror-lint-markers"], screenReaderLabel: `${label}: Escape, then Tab, leaves the editor`,
      extraKeys: {
        Esc: () => (leaves = true),
        Tab: (cm) => {
          if (leaves) return CodeMirror.Pass;
          if (cm.somethingSelected()) cm.indentSelection("add");
          else cm.replaceSelection(" ".repeat(2 - (cm.getCursor().ch % 2)), "end");
        },
        "Shift-Tab": (cm) => (leaves ? CodeMirror.Pass : cm.indentSelection("subtract")),
        "Ctrl-Enter": () => this.#area.form?.requestSubmit(),
      },
    });
    this.#editor = editor;
    editor.on("keydown", (_, event) => {
      if (event.key === "Tab" && leaves) {
        // CodeMirror leaves the key to the browser once no binding takes it.
        event.codemirrorIgnore = true;
      } else if (event.key !== "Escape" && event.key !== "Shift") leaves = false;
    });
    editor.on("blur", () => (leaves = false));
    editor.on("change", () => {
      editor.save();
      this.#area.dispatchEvent(new Event("input", { bubbles: true }));
      this.#checkLater();
    });
    // Made while hidden, it has no size yet.
    new IntersectionObserver((_, observer) => (this.isConnected ? editor.refresh() : observer.disconnect())).observe(this);
    for (const label of this.querySelectorAll("label")) label.addEventListener("click", () => editor.focus());
    this.#mark(this.#problems);
  }

  /** @type {Problem[]} */ #problems = [];

  /** @param {string} text */
  setText(text) {
    if (this.#editor) this.#editor.setValue(text);
    else {
      this.#area.value = text;
      this.#area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  #checkLater() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#check(), 400);
  }

  async #check() {
    this.#asking?.abort();
    const text = this.#area.value;
    if (!this.dataset.check || text.trim() === "") {
      this.#show([]);
      this.#state.textContent = "";
      return;
    }
    this.#asking = new AbortController();
    const extra = this.#sent.map(([key, name]) => [key, this.#control(name)?.value]);
    try {
      const body = { text, language: this.#language, ...Object.fromEntries(extra) };
      const answer = await request(this.dataset.check, { method: "POST", body, signal: this.#asking.signal });
      const problems = Array.isArray(answer?.errors) ? answer.errors : [];
      this.#show(problems);
      if (answer?.notice) this.#state.append(` ${answer.notice[0].toUpperCase()}${answer.notice.slice(1)}`);
      const isGood = Array.isArray(answer?.layers) && !problems.some((problem) => problem.severity !== "warning");
      if (isGood) this.#summary.replaceChildren(...networkSummary(answer));
      this.#summary.toggleAttribute("data-stale", !isGood);
      this.dispatchEvent(new CustomEvent("studio:network", { bubbles: true, detail: answer }));
    } catch (error) {
      if (error instanceof DOMException) return;
      this.#show([]);
      this.#state.replaceChildren(`Not checked: ${error.message}`);
    }
  }

  /** @param {Problem[]} problems */
  #show(problems) {
    this.#problems = problems;
    const count = problems.length;
    this.#state.textContent = count === 0 ? "No errors." : count === 1 ? "1 error." : `${count} errors.`;
    this.#list.replaceChildren(...problems.map((problem) =>
      element("li", {}, button({ onclick: () => this.#goTo(problem) },
        icon(problem.severity === "warning" ? "warning" : "error"), `Line ${problem.line}: ${problem.message}`))));
    this.#area.setAttribute("aria-invalid", String(count > 0));
    this.#mark(problems);
  }

  /** @param {Problem[]} problems */
  #mark(problems) {
    const editor = this.#editor;
    if (!editor) return;
    const annotations = problems.map(({ line, column, message, severity = "error" }) => {
      const row = Math.max(0, Math.min(editor.lastLine(), line - 1));
      const length = editor.getLine(row).length;
      const given = column === undefined ? editor.getLine(row).search(/\S/) : column - 1;
      const from = Math.max(0, Math.min(given, length - 1));
      return { from: { line: row, ch: from }, to: { line: row, ch: Math.max(length, from + 1) }, message, severity };
    });
    editor.setOption("lint", { getAnnotations: () => annotations, lintOnChange: false });
  }

  /** @param {Problem} problem */
  #goTo({ line, column = 1 }) {
    if (this.#editor) {
      this.#editor.setCursor(line - 1, column - 1);
      this.#editor.focus();
      return;
    }
    const before = this.#area.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    this.#area.focus();
    this.#area.setSelectionRange(before + column - 1, before + column - 1);
  }
}

customElements.define("network-editor", NetworkEditor);
