/**
 * Points in the plane, drawn above each other's marks: a ring, a cross, a line.
 *
 * new ScatterView(place) fills an element that has position: relative. Gestures and events: scatter-gestures.js.
 */
import { colour } from "./chart-colours.js";
import { FlatPoints } from "./scatter-flat.js";
import { GLPoints } from "./scatter-gl.js";
import { Picker } from "./scatter-pick.js";

/** The radius of the ring, and how far from a point the pointer may be, in pixels. */
export const ring = 14;

/** @typedef {{x: number, y: number}} Position in the plane */

export class ScatterView extends EventTarget {
  place;
  #canvas = document.createElement("canvas");
  #marks = document.createElement("canvas");
  #points;
  #positions = new Float32Array(0);
  #picker = new Picker(this.#positions);
  #view = { scale: 1, x: 0, y: 0 };
  #whole = 1;
  #isWhole = true;
  #frame = 0;
  /** @type {number | null} the point with the ring */ hovered = null;
  /** @type {Position | null} */ cross = null;
  /** @type {Position[]} */ line = [];
  /** @type {{path: Position[], isOpen: boolean} | null} what is being drawn */ sketch = null;

  /** @param {HTMLElement} place */
  constructor(place) {
    super();
    this.place = place;
    const points = GLPoints.on(this.#canvas);
    // A canvas keeps the kind of drawing that it was asked for first.
    if (!points) this.#canvas = document.createElement("canvas");
    this.#points = points ?? new FlatPoints(this.#canvas);
    for (const canvas of [this.#canvas, this.#marks]) canvas.setAttribute("aria-hidden", "true");
    place.replaceChildren(this.#canvas, this.#marks);
    new ResizeObserver(() => this.#resize()).observe(place);
    this.#canvas.addEventListener("webglcontextlost", (event) => event.preventDefault());
    this.#canvas.addEventListener("webglcontextrestored", () => {
      this.#points = GLPoints.on(this.#canvas) ?? this.#points;
      this.dispatchEvent(new Event("restored"));
    });
    document.addEventListener("studio:theme", () => this.redraw());
  }

  /** Whether the graphics card draws. */
  get isFast() {
    return this.#points instanceof GLPoints;
  }

  get picker() {
    return this.#picker;
  }

  /** The position in the middle. @returns {Position} */
  get middle() {
    return { x: this.#view.x, y: this.#view.y };
  }

  /** @param {Float32Array} positions x and y of each point */
  setPositions(positions) {
    this.#positions = positions;
    this.#picker = new Picker(positions);
    this.#points.setPositions(positions);
    this.hover(null);
    this.showAll();
  }

  /** @param {import("./latent-colours.js").Style} style */
  setStyle({ colours, forms }) {
    this.#points.setStyle(colours, forms);
    this.redraw();
  }

  /** @param {Uint32Array | null} points */
  setChosen(points) {
    this.#points.setChosen(points);
    this.redraw();
  }

  showAll() {
    const [width, height] = [this.place.clientWidth || 1, this.place.clientHeight || 1];
    const [low, high] = [[Infinity, Infinity], [-Infinity, -Infinity]];
    this.#positions.forEach((value, k) => {
      if (value < low[k % 2]) low[k % 2] = value;
      if (value > high[k % 2]) high[k % 2] = value;
    });
    if (this.#positions.length === 0) [low[0], low[1], high[0], high[1]] = [-1, -1, 1, 1];
    const spans = [high[0] - low[0], high[1] - low[1]];
    this.#whole = 0.92 * Math.min(width / (spans[0] || spans[1] || 1), height / (spans[1] || spans[0] || 1));
    this.#view = { scale: this.#whole, x: (low[0] + high[0]) / 2, y: (low[1] + high[1]) / 2 };
    this.#isWhole = true;
    this.redraw();
  }

  /** Draws in the next frame. */
  redraw() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.draw();
    });
  }

  /** Draws now. */
  draw() {
    const ratio = devicePixelRatio || 1;
    const count = this.#positions.length / 2;
    const base = count > 30_000 ? 3 : count > 5_000 ? 4 : count > 500 ? 6 : 8;
    const size = base * Math.min(2.5, Math.max(1, (this.#view.scale / this.#whole) ** 0.35));
    this.#points.draw({ ...this.#view, scale: this.#view.scale * ratio }, size * ratio);
    this.#drawMarks(ratio);
  }

  /** The milliseconds until a frame is drawn, the mean of so many. @param {number} frames */
  measure(frames) {
    const begin = performance.now();
    for (let k = 0; k < frames; k += 1) {
      this.#view.x += 1e-3 / this.#view.scale;
      this.draw();
      this.#points.finish();
    }
    return (performance.now() - begin) / frames;
  }

  #resize() {
    const ratio = devicePixelRatio || 1;
    const [width, height] = [this.place.clientWidth, this.place.clientHeight];
    if (!width || !height) return;
    for (const canvas of [this.#canvas, this.#marks]) {
      [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    }
    if (this.#isWhole) this.showAll();
    this.draw();
  }

  /** The position at a pixel of the place. @param {number} left @param {number} top @returns {Position} */
  position(left, top) {
    return {
      x: this.#view.x + (left - this.place.clientWidth / 2) / this.#view.scale,
      y: this.#view.y - (top - this.place.clientHeight / 2) / this.#view.scale,
    };
  }

  /** The pixel of the place at a position. @param {Position} position @returns {[number, number]} */
  pixels({ x, y }) {
    return [
      (x - this.#view.x) * this.#view.scale + this.place.clientWidth / 2,
      (this.#view.y - y) * this.#view.scale + this.place.clientHeight / 2,
    ];
  }

  /** @param {number} point @returns {Position} */
  at(point) {
    return { x: this.#positions[2 * point], y: this.#positions[2 * point + 1] };
  }

  /** The point whose ring a position would be in. @param {Position} position */
  near({ x, y }) {
    return this.#picker.nearest(x, y, ring / this.#view.scale);
  }

  /** Puts the ring at a point. @param {number | null} point */
  hover(point) {
    if (point === this.hovered) return;
    this.hovered = point;
    this.redraw();
  }

  /** @param {number} dx @param {number} dy pixels that the points move by */
  move(dx, dy) {
    this.#view.x -= dx / this.#view.scale;
    this.#view.y += dy / this.#view.scale;
    this.#isWhole = false;
    this.redraw();
  }

  /** @param {number} factor @param {number} [left] the position at this pixel stays; the middle by default @param {number} [top] */
  zoom(factor, left = this.place.clientWidth / 2, top = this.place.clientHeight / 2) {
    const before = this.position(left, top);
    this.#view.scale = Math.max(this.#whole / 4, Math.min(this.#whole * 2000, this.#view.scale * factor));
    const after = this.position(left, top);
    this.#view.x += before.x - after.x;
    this.#view.y += before.y - after.y;
    this.#isWhole = false;
    this.redraw();
  }

  /** Moves the plane so that a position is in sight. @param {Position} position */
  reveal(position) {
    const [left, top] = this.pixels(position);
    if (left > 0 && top > 0 && left < this.place.clientWidth && top < this.place.clientHeight) return;
    this.#view = { ...this.#view, ...position };
    this.#isWhole = false;
    this.redraw();
  }

  /** @param {number} ratio */
  #drawMarks(ratio) {
    const context = this.#marks.getContext("2d");
    if (!context) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.#marks.width, this.#marks.height);
    context.lineWidth = 2;
    context.strokeStyle = colour("text");
    context.beginPath();
    if (this.hovered !== null) {
      const [left, top] = this.pixels(this.at(this.hovered));
      context.arc(left, top, ring, 0, 2 * Math.PI);
    }
    if (this.cross) {
      const [left, top] = this.pixels(this.cross);
      for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
        context.moveTo(left + 4 * dx, top + 4 * dy);
        context.lineTo(left + 12 * dx, top + 12 * dy);
      }
    }
    context.stroke();
    const path = this.sketch?.path ?? this.line;
    if (path.length < 2) return;
    context.setLineDash(this.sketch?.isOpen ? [5, 4] : []);
    context.strokeStyle = colour("accent");
    context.beginPath();
    path.forEach((position, k) => context[k ? "lineTo" : "moveTo"](...this.pixels(position)));
    context.stroke();
    context.setLineDash([]);
  }
}
