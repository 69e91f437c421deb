/** Points drawn into the pixels of a 2-D canvas, for browsers without WebGL 2: the same face as scatter-gl.js. */

export class FlatPoints {
  #context;
  #positions = new Float32Array(0);
  #colours = new Uint8Array(0);
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

  /** @param {Uint8Array} colours */
  setStyle(colours) {
    this.#colours = colours;
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
    const side = Math.max(2, Math.round(size * 0.8));
    const put = (/** @type {number} */ point, /** @type {number} */ alpha) => {
      const left = Math.round((this.#positions[2 * point] - view.x) * view.scale + width / 2 - side / 2);
      const top = Math.round((view.y - this.#positions[2 * point + 1]) * view.scale + height / 2 - side / 2);
      if (left < 0 || top < 0 || left + side > width || top + side > height) return;
      const value = (colours[point] & 0xffffff) | (alpha << 24);
      for (let row = 0; row < side; row += 1) {
        const start = (top + row) * width + left;
        for (let column = 0; column < side; column += 1) pixels[start + column] = value;
      }
    };
    const count = this.#positions.length / 2;
    for (let point = 0; point < count; point += 1) put(point, this.#chosen ? 48 : 255);
    if (this.#chosen) for (const point of this.#chosen) put(point, 255);
    this.#context.putImageData(this.#image, 0, 0);
  }

  /** For measurements: nothing is left to be done. */
  finish() {}
}
