/**
 * What a person does in a ScatterView, by pointer, finger and key.
 *
 * Modes: "look" (drag moves the plane), "decode" (a press and a drag name positions), "lasso", "line"; Shift and Alt with a
 *   drag are lasso and line in any mode. The wheel and two fingers enlarge.
 * Keys: arrows go to the next point that way, with Shift they move the plane; + − 0 enlarge, reduce, show all; Enter picks;
 *   Escape ends what was begun.
 * Dispatched on the view: "rest" {point | null} after 125 ms at a point, "pick" {point} for a click at one, "place" {x, y,
 *   isDragging} for a position in the plane, "lasso" {polygon: [x, y][]}, "line" {from, to}, ends {x, y, point | null}.
 */

/** @typedef {import("./scatter-view.js").ScatterView} ScatterView */
/** @typedef {import("./scatter-view.js").Position} Position */
/** @typedef {{left: number, top: number, mode: string, hasMoved: boolean}} Press */

const dwell = 125;

export class ScatterGestures {
  #view;
  #timer = 0;
  /** @type {Map<number, {left: number, top: number}>} */ #fingers = new Map();
  /** @type {Press | null} */ #press = null;
  #spread = 0;
  mode = "look";

  /** @param {ScatterView} view */
  constructor(view) {
    this.#view = view;
    const { place } = view;
    for (const name of ["pointerdown", "pointermove", "pointerup", "pointercancel", "pointerleave"]) {
      place.addEventListener(name, (event) => this.#pointer(/** @type {PointerEvent} */ (event)));
    }
    place.addEventListener("wheel", (event) => {
      event.preventDefault();
      const { left, top } = this.#pixel(event);
      view.zoom(Math.exp(-event.deltaY / (event.deltaMode ? 20 : 400)), left, top);
    }, { passive: false });
    place.addEventListener("keydown", (event) => this.#key(event));
  }

  /** Points at a point, as if the pointer rested there. @param {number | null} point */
  point(point) {
    clearTimeout(this.#timer);
    this.#view.hover(point);
    if (point !== null) this.#view.reveal(this.#view.at(point));
    this.#tell("rest", { point });
  }

  /** @param {string} name @param {Record<string, unknown>} detail */
  #tell(name, detail) {
    this.#view.dispatchEvent(new CustomEvent(name, { detail }));
  }

  /** @param {MouseEvent} event */
  #pixel(event) {
    const bounds = this.#view.place.getBoundingClientRect();
    return { left: event.clientX - bounds.left, top: event.clientY - bounds.top };
  }

  /** @param {PointerEvent} event */
  #pointer(event) {
    const pixel = this.#pixel(event);
    const position = this.#view.position(pixel.left, pixel.top);
    switch (event.type) {
      case "pointerdown":
        if (event.button === 0) this.#down(event, pixel, position);
        break;
      case "pointermove":
        if (this.#fingers.has(event.pointerId)) this.#fingers.set(event.pointerId, pixel);
        if (this.#fingers.size === 2) this.#pinch();
        else if (this.#press) this.#drag(this.#press, pixel, position, event);
        else this.#rest(this.#view.near(position));
        break;
      case "pointerleave":
        if (!this.#press) this.#rest(null);
        break;
      default: {
        this.#fingers.delete(event.pointerId);
        const [press, sketch] = [this.#press, this.#view.sketch];
        this.#press = this.#view.sketch = null;
        if (press && event.type === "pointerup") this.#release(press, sketch?.path ?? [], position);
        this.#view.redraw();
      }
    }
  }

  /** @param {PointerEvent} event @param {{left: number, top: number}} pixel @param {Position} position */
  #down(event, pixel, position) {
    this.#fingers.set(event.pointerId, pixel);
    if (this.#fingers.size === 2) {
      this.#press = this.#view.sketch = null;
      this.#spread = this.#distance().spread;
      return;
    }
    const mode = event.shiftKey ? "lasso" : event.altKey ? "line" : this.mode;
    this.#press = { ...pixel, mode, hasMoved: false };
    if (mode === "lasso" || mode === "line") this.#view.sketch = { path: [position], isOpen: mode === "lasso" };
    if (mode === "decode") this.#tell("place", { ...position, isDragging: true });
    // In this mode a finger that moves up or down scrolls the page.
    if (mode !== "look" || event.pointerType !== "touch") this.#view.place.setPointerCapture(event.pointerId);
  }

  #distance() {
    const [one, other] = [...this.#fingers.values()];
    return {
      spread: Math.hypot(one.left - other.left, one.top - other.top) || 1,
      left: (one.left + other.left) / 2, top: (one.top + other.top) / 2,
    };
  }

  #pinch() {
    const { spread, left, top } = this.#distance();
    this.#view.zoom(spread / this.#spread, left, top);
    this.#spread = spread;
  }

  /**
   * @param {Press} press
   * @param {{left: number, top: number}} pixel
   * @param {Position} position
   * @param {PointerEvent} event
   */
  #drag(press, pixel, position, event) {
    if (!press.hasMoved && Math.hypot(pixel.left - press.left, pixel.top - press.top) < 4) return;
    press.hasMoved = true;
    const { sketch } = this.#view;
    if (press.mode === "look") this.#view.move(event.movementX, event.movementY);
    else if (press.mode === "decode") this.#tell("place", { ...position, isDragging: true });
    else if (press.mode === "lasso") sketch?.path.push(position);
    else if (sketch) sketch.path = [sketch.path[0], position];
    this.#view.redraw();
  }

  /** @param {Press} press @param {Position[]} path @param {Position} position */
  #release(press, path, position) {
    if (press.mode === "decode") {
      this.#tell("place", { ...position, isDragging: false });
    } else if (!press.hasMoved) {
      const point = this.#view.near(position);
      if (point === null) this.#tell("place", { ...position, isDragging: false });
      else this.#tell("pick", { point });
    } else if (press.mode === "lasso" && path.length > 2) {
      this.#tell("lasso", { polygon: path.map(({ x, y }) => [x, y]) });
    } else if (press.mode === "line" && path.length === 2) {
      const end = (/** @type {Position} */ at) => {
        const point = this.#view.near(at);
        return { ...(point === null ? at : this.#view.at(point)), point };
      };
      this.#tell("line", { from: end(path[0]), to: end(path[1]) });
    }
  }

  /** @param {number | null} point */
  #rest(point) {
    if (point === this.#view.hovered) return;
    this.#view.hover(point);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tell("rest", { point }), dwell);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const view = this.#view;
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (way && event.shiftKey) view.move(-60 * way[0], 60 * way[1]);
    else if (way) {
      const from = view.hovered;
      const { x, y } = view.middle;
      this.point(from === null ? view.picker.nearest(x, y, Infinity) : view.picker.beside(from, way[0], way[1]) ?? from);
    } else if (event.key === "+" || event.key === "=") view.zoom(1.4);
    else if (event.key === "-") view.zoom(1 / 1.4);
    else if (event.key === "0") view.showAll();
    else if (event.key === "Enter" && view.hovered !== null) this.#tell("pick", { point: view.hovered });
    else if (event.key === "Escape" && this.#press) this.#press = view.sketch = null;
    else return;
    event.preventDefault();
  }
}
