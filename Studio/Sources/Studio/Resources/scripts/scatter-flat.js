/** Points drawn into the pixels of a 2-D canvas, for browsers without a graphics card: the same face as scatter-gl.js. */

/**
 * The rows of a disc, a square, a triangle and a diamond: where each begins and ends.
 * @param {number} side in pixels
 * @returns {[number, number][][]}
 */
function shapes(side) {
  const half = side / 2;
  const widths = [
    (/** @type {number} */ y) => Math.sqrt(Math.max(0, half * half - y * y)), () => half * 0.9,
    (/** @type {number} */ y) => (y + half) / 2, (/** @type {number} */ y) => half - Math.abs(y),
  ];
  return widths.map((width) => Array.from({ length: side }, (_, row) => {
    // Forms of three pixels and fewer would be dots.
    const reach = side < 4 ? half : Math.max(0.5, width(row + 0.5 - half));
    return [Math.round(half - reach), Math.round(half + reach)];
  }));
}

export class FlatPoints {
  #context;
  #positions = new Float32Array(0);
  #colours = new Uint8Array(0);
  #forms = new Uint8Array(0);
  /** @type {Uint32Array | null} */ #chosen = null;
  /** @type {ImageData | undefined} */ #image;

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.#context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  }

  /** @param {Float32Array} positions */
  setPositions(positions) {
    this.#positions = positions;
  }

  /** @param {Uint8Array} colours @param {Uint8Array} forms */
  setStyle(colours, forms) {
    this.#colours = colours;
    this.#forms = forms;
  }

  /** @param {Uint32Array | null} points */
  setChosen(points) {
    this.#chosen = points;
  }

  /**
   * @param {{scale: number, x: number, y: number}} view
   * @param {number} size
   */
  draw(view, size) {
    const { width, height } = this.#context.canvas;
    if (this.#image?.width !== width || this.#image.height !== height) this.#image = this.#context.createImageData(width, height);
    const pixels = new Uint32Array(this.#image.data.buffer);
    pixels.fill(0);
    const colours = new Uint32Array(this.#colours.buffer, this.#colours.byteOffset, this.#colours.length / 4);
    const draw = (/** @type {number} */ side, /** @type {[number, number][][]} */ rows, /** @type {number} */ point, /** @type {number} */ alpha) => {
      const left = Math.round((this.#positions[2 * point] - view.x) * view.scale + width / 2 - side / 2);
      const top = Math.round((view.y - this.#positions[2 * point + 1]) * view.scale + height / 2 - side / 2);
      if (left < 0 || top < 0 || left + side > width || top + side > height) return;
      const value = (colours[point] & 0xffffff) | (alpha << 24);
      const spans = rows[this.#forms[point]];
      for (let row = 0; row < side; row += 1) {
        const start = (top + row) * width + left;
        for (let column = spans[row][0]; column < spans[row][1]; column += 1) pixels[start + column] = value;
      }
    };
    const [plain, large] = [size, size * 1.3].map((pixel) => Math.max(2, Math.round(0.8 * pixel)));
    const [plainRows, largeRows] = [plain, large].map(shapes);
    // The colours may come after the positions.
    const count = Math.min(this.#positions.length / 2, this.#forms.length);
    for (let point = 0; point < count; point += 1) draw(plain, plainRows, point, this.#chosen ? 56 : 255);
    if (this.#chosen) for (const point of this.#chosen) if (point < count) draw(large, largeRows, point, 255);
    this.#context.putImageData(this.#image, 0, 0);
  }

  /** For measurements: nothing is left to be done. */
  finish() {}
}
