/**
 * <file-upload>: sends a file by drop, choice or paste, as the raw body of a PUT, with progress and cancel.
 *
 * Markup:
 *   <file-upload data-url="uploads/"       the file's name is added, percent-encoded
 *     data-name="upload"                   optional: hidden field of the form that gets `path` (or `id`) of the answer
 *     data-limit="2000000000"              optional: maximum bytes, refused here already
 *     data-prompt="Drop a zip or tar file here"
 *   ><input type="file" accept=".zip,.tar" aria-label="File"></file-upload>
 * The answer is JSON, such as {"path": "…"} or {"id": "…"}. While a file is under way the form's submit buttons wait.
 * Dispatches on the element (bubbling): "studio:uploaded" with {file, answer}.
 */
import { button, element, icon } from "./elements.js";
import { bytes, duration } from "./numbers.js";
import { errorOf, parsed } from "./requests.js";

class FileUpload extends HTMLElement {
  /** @type {XMLHttpRequest | undefined} */ #sending;
  #input = /** @type {HTMLInputElement | null} */ (null);
  #field = /** @type {HTMLInputElement | null} */ (null);
  #state = element("div", { role: "status" });
  #zone = element("div", { class: "drop-zone" });

  connectedCallback() {
    const input = this.querySelector("input");
    if (!input || this.#input) return;
    this.#input = input;
    input.hidden = true;
    const choose = button({ onclick: () => input.click() }, icon("upload"), "Choose a file");
    this.#zone.append(element("span", {}, this.dataset.prompt ?? "Drop a file here, or"), choose, this.#state);
    this.append(this.#zone);
    if (this.dataset.name) {
      this.#field = element("input", { type: "hidden", name: this.dataset.name });
      this.append(this.#field);
    }
    input.addEventListener("change", () => {
      const file = input.files?.[0];
      if (file) this.send(file);
      input.value = "";
    });
    this.#zone.addEventListener("dragover", (event) => {
      event.preventDefault();
      this.#zone.classList.add("over");
    });
    this.#zone.addEventListener("dragleave", () => this.#zone.classList.remove("over"));
    this.#zone.addEventListener("drop", (event) => {
      event.preventDefault();
      this.#zone.classList.remove("over");
      const file = event.dataTransfer?.files[0];
      if (file) this.send(file);
    });
  }

  disconnectedCallback() {
    this.#sending?.abort();
  }

  /** @param {File} file */
  send(file) {
    this.#sending?.abort();
    const limit = Number(this.dataset.limit ?? Infinity);
    if (file.size > limit) {
      this.#tell("bad", `${file.name} has ${bytes(file.size)}; at most ${bytes(limit)} are accepted.`);
      return;
    }
    const sending = new XMLHttpRequest();
    this.#sending = sending;
    const progress = element("progress", { max: "1", value: "0", "aria-label": `Sending ${file.name}` });
    const text = element("small", {}, `${file.name}, ${bytes(file.size)}`);
    const cancel = button({ class: "small", onclick: () => sending.abort() }, "Cancel");
    this.#state.replaceChildren(text, element("div", { class: "row" }, progress, cancel));
    const began = performance.now();
    sending.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      progress.value = event.loaded / event.total;
      const left = ((performance.now() - began) / 1000) * (event.total / Math.max(1, event.loaded) - 1);
      text.textContent = `${file.name}, ${bytes(event.loaded)} of ${bytes(event.total)}, ${duration(left)} left`;
    });
    sending.addEventListener("load", () => {
      const answer = parsed(sending.responseText);
      if (sending.status >= 200 && sending.status < 300) {
        if (this.#field) {
          this.#field.value = answer?.path ?? answer?.id ?? "";
          this.#field.dispatchEvent(new Event("input", { bubbles: true }));
        }
        this.#tell("good", `${file.name}, ${bytes(file.size)}: received.`);
        this.dispatchEvent(new CustomEvent("studio:uploaded", { bubbles: true, detail: { file, answer } }));
      } else this.#tell("bad", errorOf(answer, sending.status, sending.statusText).message);
    });
    sending.addEventListener("error", () => this.#tell("bad", "The connection was lost before the file was sent. Try again."));
    sending.addEventListener("abort", () => this.#tell("quiet", "Cancelled."));
    sending.addEventListener("loadend", () => {
      if (this.#sending === sending) this.#sending = undefined;
      this.#hold(false);
    });
    this.#hold(true);
    sending.open("PUT", new URL((this.dataset.url ?? "") + encodeURIComponent(file.name), document.baseURI));
    sending.setRequestHeader("Content-Type", "application/octet-stream");
    sending.setRequestHeader("Accept", "application/json");
    sending.send(file);
  }

  /** @param {boolean} isHeld */
  #hold(isHeld) {
    for (const button of this.#input?.form?.querySelectorAll("button:not([type=button])") ?? []) {
      /** @type {HTMLButtonElement} */ (button).disabled = isHeld;
    }
  }

  /**
   * @param {"good" | "bad" | "quiet"} kind
   * @param {string} text
   */
  #tell(kind, text) {
    const drawings = { good: "done", bad: "error", quiet: "info" };
    const look = kind === "quiet" ? "quiet" : `notice ${kind}`;
    this.#state.replaceChildren(element("span", { class: look }, icon(drawings[kind]), text));
  }
}

customElements.define("file-upload", FileUpload);
