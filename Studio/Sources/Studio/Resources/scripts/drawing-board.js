/**
 * <drawing-board data-width="28" data-height="28">: draws a small grey picture with a pen, a finger or the keyboard.
 *
 * Dispatches "studio:drawn" (bubbling) with {blob}, a PNG, after each stroke.
 * Keys on the board: arrows move the pen, Space puts it down and lifts it.
 */
import { button, element } from "./elements.js";
import { describeKeys } from "./keyboard.js";

class DrawingBoard extends HTMLElement {
  #canvas = element("canvas", { tabindex: "0", role: "application" });
  #size = element("input", { type: "range", min: "1", max: "6", step: "0.5", value: "2", "aria-label": "Width of the pen" });
  #colours = element("select", { "aria-label": "Colours" },
    element("option", { value: "light" }, "white on black"), element("option", { value: "dark" }, "black on white"));
  /** The side of a pixel of the picture on the board. */
  #scale = 10;
  /** @type {{x: number, y: number} | undefined} */ #last;
  /** @type {{x: number, y: number}} */ #pen = { x: 0, y: 0 };
  #isDown = false;

  connectedCallback() {
    if (this.#canvas.isConnected) return;
    const [width, height] = [Number(this.dataset.width ?? 28), Number(this.dataset.height ?? 28)];
    this.#scale = Math.max(4, Math.floor(280 / Math.max(width, height)));
    this.#canvas.width = width * this.#scale;
    this.#canvas.height = height * this.#scale;
    this.#canvas.setAttribute("aria-label", `Drawing board of ${width} × ${height} pixels: arrow keys move the pen, Space puts it down`);
    this.#pen = { x: this.#canvas.width / 2, y: this.#canvas.height / 2 };
    this.append(this.#canvas, element("div", { class: "row" }, this.#colours,
      element("label", {}, "Pen ", this.#size), button({ onclick: () => this.clear() }, "Clear")));
    this.#blank();
    describeKeys("Drawing board", [{ keys: "← ↑ → ↓", name: "Move the pen" }, { keys: "Space", name: "Put it down, lift it" }]);
    this.#colours.addEventListener("change", () => this.clear());
    this.#canvas.addEventListener("pointerdown", (event) => {
      this.#canvas.setPointerCapture(event.pointerId);
      this.#last = this.#place(event);
      this.#line(this.#last, this.#last);
    });
    this.#canvas.addEventListener("pointermove", (event) => {
      if (!this.#last) return;
      const place = this.#place(event);
      this.#line(this.#last, place);
      this.#last = place;
    });
    for (const name of ["pointerup", "pointercancel"]) {
      this.#canvas.addEventListener(name, () => {
        if (!this.#last) return;
        this.#last = undefined;
        this.#tell();
      });
    }
    this.#canvas.addEventListener("keydown", (event) => this.#key(event));
  }

  clear() {
    this.#blank();
    this.#isDown = false;
  }

  #blank() {
    const context = this.#canvas.getContext("2d");
    if (!context) return;
    context.fillStyle = this.#colours.value === "light" ? "#000" : "#fff";
    context.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
  }

  /** @param {PointerEvent} event */
  #place(event) {
    const box = this.#canvas.getBoundingClientRect();
    return {
      x: ((event.clientX - box.left) * this.#canvas.width) / box.width,
      y: ((event.clientY - box.top) * this.#canvas.height) / box.height,
    };
  }

  /**
   * @param {{x: number, y: number}} from
   * @param {{x: number, y: number}} to
   */
  #line(from, to) {
    const context = this.#canvas.getContext("2d");
    if (!context) return;
    context.strokeStyle = this.#colours.value === "light" ? "#fff" : "#000";
    context.lineCap = context.lineJoin = "round";
    context.lineWidth = Number(this.#size.value) * this.#scale;
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x + 0.01, to.y);
    context.stroke();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const move = moves[/** @type {keyof typeof moves} */ (event.key)];
    if (event.key === " ") {
      this.#isDown = !this.#isDown;
      if (this.#isDown) this.#line(this.#pen, this.#pen);
      else this.#tell();
    } else if (move) {
      const next = {
        x: Math.min(this.#canvas.width, Math.max(0, this.#pen.x + move[0] * this.#scale)),
        y: Math.min(this.#canvas.height, Math.max(0, this.#pen.y + move[1] * this.#scale)),
      };
      if (this.#isDown) this.#line(this.#pen, next);
      this.#pen = next;
    } else return;
    event.preventDefault();
  }

  #tell() {
    this.#canvas.toBlob((blob) => {
      if (blob) this.dispatchEvent(new CustomEvent("studio:drawn", { bubbles: true, detail: { blob } }));
    });
  }
}

customElements.define("drawing-board", DrawingBoard);
